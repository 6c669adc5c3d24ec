"""Golden logits of the ranking models, from PyTorch's own layers and from numpy, with the same weights.

Writes test/fixtures/ranking-models.json: queries, and for each model its weights by the library's names and its logits
over the catalogue in double precision. Each query is computed by itself on its own history, without any padding, so that
sharing a sequence and filling it up are checked along with the formulas.

    pip install torch numpy
    python scripts/make-fixtures/ranking-models.py
"""

import json
from pathlib import Path

import numpy
import torch

USERS, ITEMS, D, HEADS, LAYERS, MAX_LENGTH = 4, 9, 6, 2, 2, 5
TEXT, USER_FEATURES, ITEM_FEATURES, USER_TEXT = 3, 2, 4, 5
DECAY, EPSILON, REGULARISATION = 0.7, 1e-6, 3.0
SEQUENCES = [[3, 1, 4, 1, 5], [2, 6], [7, 0, 3]]
SEQUENCE_USERS = [0, 2, -1]
# (sequence, how many of its items the query knows)
QUERIES = [(0, 1), (0, 3), (0, 5), (1, 2), (2, 3), (2, 0), (1, 1)]
TRAINING = [[3, 1, 4, 1, 5], [2, 6, 3], [7, 0, 3], [1, 4, 8]]


def numbers(*shape, scale=0.7):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return (torch.randn(*shape, dtype=torch.float64) * scale).float().double()


def catalogue(weights):
    vectors = weights["item-ids"] if "item-ids" in weights else 0
    if "item-text" in weights:
        vectors = vectors + weights["item-text"] @ weights["item-text/weights"]
    return vectors


def transformer(weights, inner):
    """PyTorch's encoder, filled with the library's weights."""
    layers = []
    for k in range(LAYERS):
        layer = torch.nn.TransformerEncoderLayer(
            D, HEADS, inner, dropout=0.0, activation="gelu", layer_norm_eps=EPSILON, batch_first=True,
            norm_first=False, dtype=torch.float64)
        own = lambda part: weights[f"layer-{k}/{part}"]
        layer.load_state_dict({
            "self_attn.in_proj_weight": own("attention/projections"),
            "self_attn.in_proj_bias": own("attention/projections-bias"),
            "self_attn.out_proj.weight": own("attention/dense").T,
            "self_attn.out_proj.bias": own("attention/dense-bias"),
            "norm1.weight": own("attention/gain"), "norm1.bias": own("attention/bias"),
            "linear1.weight": own("feed-forward/widen"), "linear1.bias": own("feed-forward/widen-bias"),
            "linear2.weight": own("feed-forward/narrow").T, "linear2.bias": own("feed-forward/narrow-bias"),
            "norm2.weight": own("feed-forward/gain"), "norm2.bias": own("feed-forward/bias"),
        })
        layers.append(layer.eval())
    return layers


def placed(weights, vectors, places):
    x = vectors + places
    return torch.nn.functional.layer_norm(x, (D,), weights["input/gain"], weights["input/bias"], EPSILON)


def self_attentive(weights, _, history):
    if not history:
        return torch.zeros(D, dtype=torch.float64)
    x = placed(weights, catalogue(weights)[history], weights["places"][: len(history)])[None]
    mask = torch.nn.Transformer.generate_square_subsequent_mask(len(history), dtype=torch.float64)
    for layer in transformer(weights, D):
        x = layer(x, src_mask=mask, is_causal=True)
    return x[0, -1]


def masked_item(weights, _, history):
    # Places count from the mask back.
    vectors = torch.cat([catalogue(weights)[history], weights["mask"]])
    x = placed(weights, vectors, weights["places"][-len(vectors):])[None]
    for layer in transformer(weights, 4 * D):
        x = layer(x)
    return torch.nn.functional.gelu(x[0, -1] @ weights["output/weights"] + weights["output/bias"])


def gru(weights, _, history):
    if not history:
        return torch.zeros(D, dtype=torch.float64)
    network = torch.nn.GRU(D, D, LAYERS, batch_first=True, dtype=torch.float64)
    network.load_state_dict({
        f"{theirs}_l{k}": weights[f"gru-{k}/{ours}"]
        for k in range(LAYERS)
        for theirs, ours in [("weight_ih", "input"), ("weight_hh", "state"),
                             ("bias_ih", "input-bias"), ("bias_hh", "state-bias")]
    })
    return network(catalogue(weights)[history][None])[0][0, -1]


def decayed_mean(vectors, history, decay):
    if not history:
        return torch.zeros(D, dtype=torch.float64)
    ages = torch.arange(len(history) - 1, -1, -1, dtype=torch.float64)
    shares = decay ** ages
    return (shares[:, None] * vectors[history]).sum(0) / shares.sum()


def mean_of_history(weights, _, history):
    mean = decayed_mean(catalogue(weights), history, DECAY)
    return mean @ weights["dense"] + weights["dense-bias"]


def matrix_factorization(weights, user, _):
    return torch.zeros(D, dtype=torch.float64) if user < 0 else weights["users"][user]


def tower_items(weights):
    parts = [weights[name] for name in ("item-ids", "item-features", "item-text") if name in weights]
    return torch.cat(parts, 1) @ weights["item-tower/weights"] + weights["item-tower/bias"]


def two_tower(weights, user, history):
    own = [weights[name] for name in ("user-ids", "user-features", "user-text") if name in weights]
    row = torch.cat([table[user] if user >= 0 else torch.zeros_like(table[0]) for table in own])
    x = torch.cat([row, decayed_mean(tower_items(weights), history, DECAY)])
    return x @ weights["user-tower/weights"] + weights["user-tower/bias"]


def propagated(weights):
    """Mean over the layers of the normalised graph of users and items, written out as one dense matrix."""
    users, items = weights["graph-users"].long(), weights["graph-items"].long() + USERS
    adjacency = torch.zeros(USERS + ITEMS, USERS + ITEMS, dtype=torch.float64)
    adjacency[users, items] = adjacency[items, users] = 1
    degrees = adjacency.sum(1)
    scale = torch.where(degrees > 0, degrees.clamp(min=1) ** -0.5, torch.zeros_like(degrees))
    normal = scale[:, None] * adjacency * scale[None]
    layer = torch.cat([weights["users"], weights["item-ids"]])
    total = layer
    for _ in range(LAYERS):
        layer = normal @ layer
        total = total + layer
    return total / (LAYERS + 1)


def light_gcn(weights, user, _):
    return torch.zeros(D, dtype=torch.float64) if user < 0 else propagated(weights)[user]


def transformer_weights(inner, places):
    weights = {"places": numbers(places, D), "input/gain": numbers(D), "input/bias": numbers(D)}
    for k in range(LAYERS):
        own = {
            "attention/projections": numbers(3 * D, D), "attention/projections-bias": numbers(3 * D),
            "attention/dense": numbers(D, D), "attention/dense-bias": numbers(D),
            "attention/gain": numbers(D), "attention/bias": numbers(D),
            "feed-forward/widen": numbers(inner, D), "feed-forward/widen-bias": numbers(inner),
            "feed-forward/narrow": numbers(inner, D), "feed-forward/narrow-bias": numbers(D),
            "feed-forward/gain": numbers(D), "feed-forward/bias": numbers(D),
        }
        weights |= {f"layer-{k}/{name}": value for name, value in own.items()}
    return weights


def gru_weights():
    return {
        f"gru-{k}/{name}": numbers(3 * D, *([D] if name in ("input", "state") else []))
        for k in range(LAYERS) for name in ("input", "state", "input-bias", "state-bias")
    }


def golden(query, items, weights):
    vectors = items(weights)
    bias = weights.get("item-bias", torch.zeros(ITEMS, dtype=torch.float64))
    rows = [
        query(weights, SEQUENCE_USERS[row], SEQUENCES[row][:length]) @ vectors.T + bias for row, length in QUERIES
    ]
    flat = {name: {"shape": list(value.shape), "values": value.flatten().tolist()} for name, value in weights.items()}
    return {"weights": flat, "logits": torch.stack(rows).flatten().tolist()}


def ease():
    """B = I - P diag(1 / diag P), the closed form of the paper's section 3.1, by numpy."""
    x = numpy.zeros((len(TRAINING), ITEMS))
    for user, items in enumerate(TRAINING):
        x[user, items] = 1
    inverse = numpy.linalg.inv(x.T @ x + REGULARISATION * numpy.eye(ITEMS))
    weights = numpy.eye(ITEMS) - inverse @ numpy.diag(1 / numpy.diag(inverse))
    histories = numpy.zeros((len(QUERIES), ITEMS))
    for q, (row, length) in enumerate(QUERIES):
        histories[q, SEQUENCES[row][:length]] = 1
    return (histories @ weights).flatten().tolist()


def main():
    torch.manual_seed(11)
    ids = lambda: {"item-ids": numbers(ITEMS, D), "item-bias": numbers(ITEMS)}
    text = lambda: {"item-text": numbers(ITEMS, TEXT), "item-text/weights": numbers(TEXT, D)}
    tower_inputs = {"user": D + USER_FEATURES + USER_TEXT + D, "item": D + ITEM_FEATURES + TEXT}
    towers = lambda inputs: {
        f"{side}-tower/{name}": numbers(*shape, scale=0.4)
        for side, width in inputs.items() for name, shape in [("weights", (width, D)), ("bias", (D,))]
    }
    features = {
        "user-features": numbers(USERS, USER_FEATURES), "user-text": numbers(USERS, USER_TEXT),
        "item-features": numbers(ITEMS, ITEM_FEATURES), "item-text": numbers(ITEMS, TEXT),
    }
    edges = sorted({(user, item) for user, items in enumerate(TRAINING) if user != 1 for item in items})
    graph = {
        "graph-users": torch.tensor([float(u) for u, _ in edges], dtype=torch.float64),
        "graph-items": torch.tensor([float(i) for _, i in edges], dtype=torch.float64),
    }
    models = {
        "self-attentive": golden(self_attentive, catalogue, {**ids(), **transformer_weights(D, MAX_LENGTH)}),
        "self-attentive with text": golden(
            self_attentive, catalogue, {**ids(), **text(), **transformer_weights(D, MAX_LENGTH)}),
        "masked-item": golden(
            masked_item, catalogue,
            {**ids(), "mask": numbers(1, D), "output/weights": numbers(D, D), "output/bias": numbers(D),
             **transformer_weights(4 * D, MAX_LENGTH + 1)}),
        "gru": golden(gru, catalogue, {**ids(), **gru_weights()}),
        "mean-of-history": golden(
            mean_of_history, catalogue, {**ids(), "dense": numbers(D, D), "dense-bias": numbers(D)}),
        "matrix-factorization-ranking": golden(
            matrix_factorization, catalogue, {**ids(), **text(), "users": numbers(USERS, D)}),
        "two-tower": golden(
            two_tower, tower_items,
            {**ids(), "user-ids": numbers(USERS, D), **features, **towers(tower_inputs)}),
        "two-tower without features": golden(
            two_tower, tower_items,
            {**ids(), "user-ids": numbers(USERS, D), **towers({"user": 2 * D, "item": D})}),
        "light-gcn": golden(
            light_gcn, lambda weights: propagated(weights)[USERS:],
            {"users": numbers(USERS, D), "item-ids": numbers(ITEMS, D), **graph}),
    }
    width = max(map(len, SEQUENCES))
    fixture = {
        "versions": {"torch": torch.__version__, "numpy": numpy.__version__},
        "shape": {
            "users": USERS, "items": ITEMS, "dimensions": D, "heads": HEADS, "layers": LAYERS,
            "maxLength": MAX_LENGTH, "decay": DECAY,
        },
        "contexts": {
            "users": SEQUENCE_USERS, "width": width,
            "sequences": [item for own in SEQUENCES for item in own + [-1] * (width - len(own))],
            "rows": [row for row, _ in QUERIES], "lengths": [length for _, length in QUERIES],
        },
        "models": models,
        "ease": {"training": TRAINING, "regularisation": REGULARISATION, "scores": ease()},
    }
    path = Path(__file__).parents[2] / "test" / "fixtures" / "ranking-models.json"
    path.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
