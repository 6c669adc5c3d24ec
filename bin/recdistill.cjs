#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const entry = join(__dirname, '..', 'dist', 'cli', 'index.js');
if (!existsSync(entry)) {
  console.error('recdistill: not built yet; run "node scripts/setup.mjs" in the project\'s folder first.');
  process.exit(1);
}
require(entry)
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
