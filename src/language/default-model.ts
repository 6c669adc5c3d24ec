/** The pretrained model that is used where none is named: a BERT of 6 layers, 384 wide, for sentences in English. */
export const defaultModel = {
  name: 'all-MiniLM-L6-v2',
  hubName: 'sentence-transformers/all-MiniLM-L6-v2',
  /** Of model.safetensors, wherever it comes from. */
  sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
} as const;
