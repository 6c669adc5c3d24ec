"""Ranks candidates with a language model from Hugging Face, for recdistill's importSoftTargets.

    pip install torch transformers
    python examples/score-with-transformers.py --model gpt2 --queries queries.jsonl --items items.jsonl --out lists.jsonl

exportQueries writes the two files. A candidate's logit is the mean log-probability of its text's tokens, given the
user's history as a prompt. Each list is written as it comes: started again, the script goes on where it was.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

parser = argparse.ArgumentParser()
for name in ("model", "queries", "items", "out"):
    parser.add_argument(f"--{name}", required=True)
parser.add_argument("--history", type=int, default=10, help="items of the history in the prompt, the youngest")
parser.add_argument("--tokens", type=int, default=32, help="tokens of each text that are read")
args = parser.parse_args()

device = "cuda" if torch.cuda.is_available() else "cpu"
tokenizer = AutoTokenizer.from_pretrained(args.model)
model = AutoModelForCausalLM.from_pretrained(args.model).to(device).eval()
room = model.config.max_position_embeddings - args.tokens


def read(path):
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line.strip()]


def encode(text):
    return tokenizer.encode(text, add_special_tokens=False)


tokens = {item["id"]: encode(" " + (item["text"] or item["id"]))[: args.tokens] for item in read(args.items)}


@torch.no_grad()
def score(context, candidates):
    history = [token for item in context[-args.history :] for token in encode("\n-") + tokens[item]]
    prompt = (encode("The customer took, in this order:") + history + encode("\nThe next one:\n-"))[-room:]
    width = len(prompt) + max(len(tokens[item]) for item in candidates)
    rows = [prompt + tokens[item] for item in candidates]
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows], device=device)
    # Padding stands behind each row, where a causal model cannot see it from before.
    log_probabilities = model(ids).logits[:, len(prompt) - 1 : -1].float().log_softmax(-1)
    each = log_probabilities.gather(2, ids[:, len(prompt) :, None])[..., 0].tolist()
    return [sum(row[: len(tokens[item])]) / len(tokens[item]) for row, item in zip(each, candidates)]


done = len(read(args.out)) if Path(args.out).exists() else 0
with open(args.out, "a", encoding="utf-8") as out:
    for query in read(args.queries)[done:]:
        logits = score(query["context"], query["candidates"])
        answer = {"user": query["user"], "context": query["context"], "items": query["candidates"], "logits": logits}
        print(json.dumps(answer), file=out, flush=True)
