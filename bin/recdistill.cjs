#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const entry = join(__dirname, '..', 'dist', 'cli', 'index.js');
if (!existsSync(entry)) {
  console.error('recdistill: not built yet; run "node scripts/setup.mjs" in the project\'s folder first.');
  process.exit(1);
}
// Whoever reads may stop, as `head` does: the work goes on, and what it still says is lost to them alone.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
require(entry)
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
