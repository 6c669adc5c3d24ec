"""Golden values of BERT and DistilBERT for test/language, from PyTorch and transformers.

    pip install torch transformers
    python scripts/make-fixtures/bert.py [folder of all-MiniLM-L6-v2]

Writes test/fixtures/bert.json and, beside it, two tiny checkpoints with random weights and their tokenizer. With the
folder of the real model, its goldens are made too; without it, those in the present file are kept.
"""

import json
import shutil
import sys
from pathlib import Path

import tokenizers
import torch
import transformers

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PIECES = """the a of and war star space toy story funny sad film ##s ##ing ##er un ##happ ##y cafe jalapeno
deja vu 1 9 ##9 ##5 ( ) , . ! - ' 東 京 # & in love with dog cat robot"""
TEXTS = [
    "The star of the toy story",
    "",
    "A café, déjà vu & jalapeño (1995)!",
    "Unhappy robots in love with 東京 - unknownword 😀",
    "war\tstar\u00a0wars\u200b dog's [MASK] cat\r\n films funny filming",
    "the toy " * 20,
]
REAL_TEXTS = [
    "Toy Story (1995)",
    "A cowboy doll is profoundly threatened when a new spaceman figure supplants him.",
    "Amélie (2001): Le Fabuleux Destin d'Amélie Poulain",
    "七人の侍 (Seven Samurai), Акира Куросава — 1954 😀",
    "",
    "Stainless steel hex bolts, 1/4-20 x 3/4 in., pack of 100. " * 12,
]


def rounded(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().flatten().tolist()]


def write_tokenizer(folder):
    vocabulary = {piece: i for i, piece in enumerate(SPECIAL + PIECES.split())}
    vocabulary_file = folder / "vocab.txt"
    vocabulary_file.write_text("\n".join(vocabulary), encoding="utf8")
    tokenizer = transformers.BertTokenizerFast(vocab=vocabulary, do_lower_case=True)
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    vocabulary_file.unlink()
    return tokenizer, len(vocabulary)


def randomise(model, generator):
    """Every weight random, biases and layer norms too, so that no term of the model can go missing unseen."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator) * 0.25
        parameter.data = noise + (1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0)


def padded(rows):
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def mean_over_tokens(states, mask):
    weights = mask.unsqueeze(-1).float()
    return (states * weights).sum(1) / weights.sum(1)


def golden(model, rows, gradients_of):
    """Hidden states of real tokens, text vectors, and gradients of sum(vectors * cos(0, 1, 2, ...))."""
    ids, mask = padded(rows)
    states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    vectors = mean_over_tokens(states, mask)
    (vectors.flatten() * torch.arange(vectors.numel()).float().cos()).sum().backward()
    weights = dict(model.named_parameters())
    return {
        "tokens": rows,
        "states": [rounded(states[i, : len(row)]) for i, row in enumerate(rows)],
        "vectors": [rounded(vector) for vector in vectors],
        "gradients": {name: rounded(weights[name].grad) for name in gradients_of},
    }


def tiny_bert(folder, size, generator):
    config = transformers.BertConfig(
        vocab_size=size, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40,
        max_position_embeddings=20, hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.2,
    )  # fmt: skip
    model = transformers.BertModel(config, add_pooling_layer=False).eval()
    randomise(model, generator)
    model.save_pretrained(folder)
    return model


def tiny_distilbert(folder, size, generator):
    config = transformers.DistilBertConfig(
        vocab_size=size, dim=16, n_layers=2, n_heads=2, hidden_dim=32, max_position_embeddings=20
    )
    # A model with a head, so that the checkpoint's names carry the prefix.
    model = transformers.DistilBertForSequenceClassification(config).eval()
    randomise(model, generator)
    model.save_pretrained(folder)
    return model.distilbert


BERT_GRADIENTS = [
    "embeddings.word_embeddings.weight",
    "embeddings.position_embeddings.weight",
    "embeddings.token_type_embeddings.weight",
    "embeddings.LayerNorm.weight",
    "encoder.layer.0.attention.self.query.weight",
    "encoder.layer.0.attention.self.key.weight",
    "encoder.layer.0.attention.self.value.bias",
    "encoder.layer.0.attention.output.LayerNorm.bias",
    "encoder.layer.1.intermediate.dense.weight",
    "encoder.layer.1.output.dense.bias",
    "encoder.layer.1.output.LayerNorm.weight",
]
DISTILBERT_GRADIENTS = ["embeddings.word_embeddings.weight", "transformer.layer.0.ffn.lin2.weight"]


def operations(generator):
    """Single operations with their gradients for a random cotangent."""

    def random(*shape):
        return torch.randn(*shape, generator=generator)

    x = torch.tensor([-6.0, -3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0, 6.0], requires_grad=True)
    y = torch.nn.functional.gelu(x)
    y.sum().backward()
    result = {"gelu": {"x": rounded(x), "y": rounded(y), "dx": rounded(x.grad)}}
    x, gain, bias = (random(*shape).requires_grad_() for shape in [(3, 7), (7,), (7,)])
    cotangent = random(3, 7)
    y = torch.nn.functional.layer_norm(x, (7,), gain, bias, eps=1e-5)
    (y * cotangent).sum().backward()
    named = {"x": x, "gain": gain, "bias": bias, "cotangent": cotangent, "y": y}
    named |= {"dx": x.grad, "dGain": gain.grad, "dBias": bias.grad}
    result["layerNorm"] = {name: rounded(tensor) for name, tensor in named.items()}
    return result


def real_golden(folder):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    rows = [tokenizer(text, truncation=True, max_length=64)["input_ids"] for text in REAL_TEXTS]
    ids, mask = padded(rows)
    with torch.inference_mode():
        states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    vectors = mean_over_tokens(states, mask)
    return {
        "texts": REAL_TEXTS,
        "maxTokens": 64,
        "tokens": rows,
        "firstStates": rounded(states[0, : len(rows[0])]),
        "vectors": [rounded(vector) for vector in vectors],
    }


def main():
    target = FIXTURES / "bert.json"
    generator = torch.Generator().manual_seed(7)
    result = {"versions": {m.__name__: m.__version__ for m in (torch, transformers, tokenizers)}}
    (FIXTURES / "tiny-bert").mkdir(parents=True, exist_ok=True)
    (FIXTURES / "tiny-distilbert").mkdir(exist_ok=True)
    tokenizer, size = write_tokenizer(FIXTURES / "tiny-bert")
    shutil.copy(FIXTURES / "tiny-bert" / "tokenizer.json", FIXTURES / "tiny-distilbert")
    rows = [tokenizer(text, truncation=True, max_length=16)["input_ids"] for text in TEXTS]
    result["tokenizer"] = {"texts": TEXTS, "maxTokens": 16, "tokens": rows}
    bert = tiny_bert(FIXTURES / "tiny-bert", size, generator)
    result["bert"] = golden(bert, rows, BERT_GRADIENTS)
    distilbert = tiny_distilbert(FIXTURES / "tiny-distilbert", size, generator)
    result["distilbert"] = golden(distilbert, rows, DISTILBERT_GRADIENTS)
    result["operations"] = operations(generator)
    if len(sys.argv) > 1:
        result["allMiniLm"] = real_golden(sys.argv[1])
    else:
        result["allMiniLm"] = json.loads(target.read_text(encoding="utf8"))["allMiniLm"]
    target.write_text(json.dumps(result, ensure_ascii=False) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
