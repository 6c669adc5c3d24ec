"""Golden values of GPT-2 for test/language, from PyTorch and transformers.

    pip install torch transformers
    python scripts/make-fixtures/gpt2.py

Writes test/fixtures/gpt2.json and, beside it, a tiny checkpoint with random weights and a byte-level tokenizer. The
low-rank adapters are written out here from the formula of arXiv:2106.09685, without any library for them.
"""

import json
from pathlib import Path

import tokenizers
import torch
import transformers

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"
END = "<|endoftext|>"
CORPUS = [
    "The customer liked, in this order:\n- Toy Story (1995)\n- Star Wars\nThe next one:\n- The Empire Strikes Back\n",
    "The star of the toy story; the war of the stars. The next of the story, the last of the war.",
    "Stainless steel hex bolts, pack of 100. Steel wire, 25 ft.\n- Hex nuts\n- Steel bolts\n",
]
TEXTS = [
    "The star of the toy story",
    "",
    "A café, déjà vu & jalapeño (1995)!",
    "We're the robots' friends, aren't we? It'll do: 東京 😀",
    "  two  spaces,\ttab\n\nlines \n- end ",
    "Steel bolts 1234567 / №5 a_b",
]
ROWS = [TEXTS[0], "- Star Wars\nThe next one:", " Hex nuts"]
PROMPT = "The customer liked, in this order:\n- Toy Story\nThe next one:\n-"
CONTINUATIONS = [" Star Wars\n", " The Empire Strikes Back\n", " S", " Hex nuts\n"]
RANK, ALPHA = 3, 5.0
TARGETS = ["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"]


def rounded(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().flatten().tolist()]


def write_tokenizer(folder):
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.post_processor = tokenizers.processors.ByteLevel(trim_offsets=False)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=320,
        initial_alphabet=sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet()),
        special_tokens=[END],
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer


def tiny_gpt2(folder, tokenizer, generator):
    end = tokenizer.token_to_id(END)
    config = transformers.GPT2Config(
        vocab_size=tokenizer.get_vocab_size(), n_embd=24, n_layer=2, n_head=3, n_positions=96, bos_token_id=end,
        eos_token_id=end,
    )  # fmt: skip
    model = transformers.GPT2LMHeadModel(config).eval()
    for name, parameter in model.named_parameters():
        # Every weight random, biases and layer norms too, so that no term of the model can go missing unseen.
        noise = torch.randn(parameter.shape, generator=generator) * 0.25
        parameter.data = noise + (1.0 if "ln_" in name and name.endswith("weight") else 0.0)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "model.safetensors").chmod(0o644)
    # Where generation ends is said by each call below.
    model.generation_config.eos_token_id = None
    return model


def padded(rows, fill):
    width = max(map(len, rows))
    ids = torch.tensor([row + [fill] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def log_likelihood(model, prompt, continuation):
    """log p(continuation | prompt), the whole read anew, in double precision from the logits on."""
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([prompt + continuation])).logits[0].double()
    logs = torch.log_softmax(logits, dim=-1)
    return sum(logs[len(prompt) + i - 1, token].item() for i, token in enumerate(continuation))


def generated(model, prompt, **options):
    result = model.generate(
        input_ids=torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        do_sample=False, max_new_tokens=40, pad_token_id=0, **options,
    )  # fmt: skip
    return result[0, len(prompt) :].tolist()


class Adapted(torch.nn.Module):
    """y = W x + b + (alpha / r) B A x for a layer whose weights lie as [inputs, outputs]."""

    def __init__(self, layer, generator):
        super().__init__()
        self.layer = layer
        inputs, outputs = layer.weight.shape
        self.down = torch.nn.Parameter(torch.randn(inputs, RANK, generator=generator) * 0.2)
        self.up = torch.nn.Parameter(torch.randn(RANK, outputs, generator=generator) * 0.2)

    def forward(self, x):
        return self.layer(x) + (ALPHA / RANK) * (x @ self.down) @ self.up


def low_rank_golden(model, tokenizer, generator):
    """The mean cross-entropy over the continuations' tokens, in one padded batch, and its gradients for A and B."""
    prompts = [tokenizer.encode(text).ids for text in (PROMPT, ROWS[1], ROWS[0])]
    continuations = [tokenizer.encode(text).ids for text in CONTINUATIONS[:3]]
    adapters = {}
    for index, block in enumerate(model.transformer.h):
        for target in TARGETS:
            part, name = target.split(".")
            adapted = Adapted(getattr(getattr(block, part), name), generator)
            setattr(getattr(block, part), name, adapted)
            adapters[f"h.{index}.{target}"] = adapted
    ids, mask = padded([p + c for p, c in zip(prompts, continuations)], 0)
    labels = torch.full_like(ids, -100)
    for row, (prompt, continuation) in enumerate(zip(prompts, continuations)):
        labels[row, len(prompt) : len(prompt) + len(continuation)] = torch.tensor(continuation)
    loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
    loss.backward()
    return {
        "rank": RANK,
        "alpha": ALPHA,
        "targets": TARGETS,
        "prompts": prompts,
        "continuations": continuations,
        "loss": loss.item(),
        "adapters": {
            name: {
                "down": rounded(adapted.down),
                "up": rounded(adapted.up),
                "dDown": rounded(adapted.down.grad),
                "dUp": rounded(adapted.up.grad),
            }
            for name, adapted in adapters.items()
        },
    }


def gelu_golden():
    x = torch.tensor([-6.0, -3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0, 6.0], requires_grad=True)
    y = torch.nn.functional.gelu(x, approximate="tanh")
    y.sum().backward()
    return {"x": rounded(x), "y": rounded(y), "dx": rounded(x.grad)}


def main():
    folder = FIXTURES / "tiny-gpt2"
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(11)
    tokenizer = write_tokenizer(folder)
    model = tiny_gpt2(folder, tokenizer, generator)
    rows = [tokenizer.encode(text).ids for text in ROWS]
    ids, mask = padded(rows, 0)
    with torch.inference_mode():
        logits = model(input_ids=ids, attention_mask=mask).logits
    prompt = tokenizer.encode(PROMPT).ids
    continuations = [tokenizer.encode(text).ids for text in CONTINUATIONS]
    tokens = generated(model, prompt)
    stop = tokens[7]
    result = {
        "versions": {m.__name__: m.__version__ for m in (torch, transformers, tokenizers)},
        "tokenizer": {"texts": TEXTS, "tokens": [tokenizer.encode(text).ids for text in TEXTS]},
        "forward": {"tokens": rows, "logits": [rounded(logits[i, : len(row)]) for i, row in enumerate(rows)]},
        "prompt": {"text": PROMPT, "tokens": prompt},
        "greedy": {"tokens": tokens, "stop": stop, "stopped": generated(model, prompt, eos_token_id=stop)},
        "continuations": {
            "texts": CONTINUATIONS,
            "tokens": continuations,
            "logLikelihoods": [log_likelihood(model, prompt, continuation) for continuation in continuations],
        },
        "geluTanh": gelu_golden(),
        "lowRank": low_rank_golden(model, tokenizer, generator),
    }
    target = FIXTURES / "gpt2.json"
    target.write_text(json.dumps(result, ensure_ascii=False) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
