"""Golden values of the ranking methods' losses, from their papers' formulas in PyTorch in double precision.

Writes test/fixtures/ranking-methods.json: inputs, and for each loss its value and its gradient in the student's
tensors by automatic differentiation. The formulas are written out item by item, as the papers have them, and share no
shortcut with the library. What is drawn at random there is given here.

    pip install torch
    python scripts/make-fixtures/ranking-methods.py
"""

import itertools
import json
import math
from pathlib import Path

import torch
from torch import log, sigmoid, softmax

BATCH, ITEMS, K = 4, 11, 5
WIDTH, TEACHER_WIDTH, MIDDLE, EXPERTS = 3, 4, 3, 2
TARGETS = [3, -1, 0, 10]


def numbers(*shape, scale=1.5):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return (torch.randn(*shape, dtype=torch.float64) * scale).float().double()


def golden(loss, *inputs):
    leaves = [x.clone().requires_grad_() for x in inputs]
    value = loss(*leaves)
    value.backward()
    return {"value": value.item(), "gradients": [leaf.grad.flatten().tolist() for leaf in leaves]}


def kl(p, q):
    return (p * (log(p) - log(q))).sum()


def mean_over_contexts(loss_of_context):
    return sum(loss_of_context(u) for u in range(BATCH)) / BATCH


# --- from scratch


def next_item(z):
    rows = [u for u in range(BATCH) if TARGETS[u] >= 0]
    return sum(-log(softmax(z[u], 0)[TARGETS[u]]) for u in rows) / len(rows)


def sampled_softmax(z, negatives, q):
    rows = [u for u in range(BATCH) if TARGETS[u] >= 0]
    total = 0
    for u in rows:
        own = torch.exp(z[u, TARGETS[u]])
        count = len(negatives[u])
        others = sum(torch.exp(z[u, j]) / (count * q[j] if q is not None else 1) for j in negatives[u])
        total = total - log(own / (own + others))
    return total / len(rows)


def bpr(z, negatives):
    rows = [u for u in range(BATCH) if TARGETS[u] >= 0]
    return sum(
        -log(sigmoid(z[u, TARGETS[u]] - z[u, j])) / len(negatives[u]) for u in rows for j in negatives[u]
    ) / len(rows)


# --- divergences


def top_k_kl(z, lists, teacher, t):
    def of(u):
        return t * t * kl(softmax(teacher[u, lists[u]] / t, 0), softmax(z[u, lists[u]] / t, 0))

    return mean_over_contexts(of)


def full_kl(z, teacher, t):
    return mean_over_contexts(lambda u: t * t * kl(softmax(teacher[u] / t, 0), softmax(z[u] / t, 0)))


def sampled_kl(z, lists, others, teacher, known, t):
    """Each drawn item stands for (items - k) / drawn of the rest; unknown ones have no teacher probability."""

    def of(u):
        stands_for = torch.tensor([1.0] * K + [(ITEMS - K) / len(others[u])] * len(others[u])).double()
        at = lists[u] + others[u]
        is_known = torch.tensor([1.0 if item in known[u] else 0.0 for item in at]).double()
        p = stands_for * is_known * torch.exp(teacher[u, at] / t)
        q = stands_for * torch.exp(z[u, at] / t)
        p, q = p / p.sum(), q / q.sum()
        there = p > 0
        return t * t * kl(p[there], q[there])

    return mean_over_contexts(of)


# --- ranking distillation (Tang & Wang 2018)


def position_weights(k, lam):
    raw = [math.exp(-r / lam) for r in range(1, k + 1)]
    return [w / sum(raw) for w in raw]


def hybrid_weights(z, lists, sampled, lam, mu):
    static = position_weights(K, lam)
    result = []
    for u in range(BATCH):
        row = []
        for r in range(1, K + 1):
            above = sum(1 for j in sampled[u] if z[u, j] > z[u, lists[u][r - 1]])
            estimate = (ITEMS - 1) * above // len(sampled[u]) + 1
            row.append(static[r - 1] * math.tanh(max(mu * (estimate - r), 0)))
        total = sum(row)
        result.append([w / total if total > 0 else 0.0 for w in row])
    return result


def ranking_distillation(z, lists, weights):
    return mean_over_contexts(
        lambda u: -sum(weights[u][r] * log(sigmoid(z[u, lists[u][r]])) for r in range(K)))


# --- collaborative distillation (Lee 2019); bidirectional (Kweon 2021) has its loss on other draws


def collaborative(z, drawn, teacher, t, bias, weights):
    def of(u):
        total = 0
        for j, w in zip(drawn[u], weights[u]):
            q, p = sigmoid((teacher[u, j] + bias) / t), sigmoid(z[u, j])
            total = total - w * (q * log(p) + (1 - q) * log(1 - p))
        return total

    return mean_over_contexts(of)


# --- experts (Kang 2020)


def expert_mixture(h, t, noise, tau, weights):
    inner, inner_bias, outer, outer_bias, selector, selector_bias = weights
    total = 0
    for u in range(len(h)):
        v = softmax(t[u] @ selector + selector_bias, 0)
        s = softmax((log(v) + noise[u]) / tau, 0)
        mixed = sum(
            s[m] * (torch.relu(h[u] @ inner[m] + inner_bias[m]) @ outer[m] + outer_bias[m])
            for m in range(EXPERTS))
        total = total + ((t[u] - mixed) ** 2).sum()
    return total / len(h)


# --- relaxed ranking (Kang 2020), dual correction (Lee 2021)


def relaxed_ranking(z, interesting, uninteresting):
    def of(u):
        total = 0
        for k in range(len(interesting[u])):
            below = sum(torch.exp(z[u, i]) for i in interesting[u][k:])
            below = below + sum(torch.exp(z[u, j]) for j in uninteresting[u])
            total = total - (z[u, interesting[u][k]] - log(below))
        return total

    return mean_over_contexts(of)


# --- topology (Kang 2021)


def cosine(a, b):
    return (a @ b) / (a.norm() * b.norm())


def full_topology(s, t):
    n = len(s)
    return sum(
        (cosine(s[i], s[j]) - cosine(t[i], t[j])) ** 2 for i in range(n) for j in range(n)) / n**2


def hierarchical_topology(s, t, groups, level):
    n = len(s)
    within = sum(
        (cosine(s[i], s[j]) - cosine(t[i], t[j])) ** 2
        for i in range(n) for j in range(n) if groups[i] == groups[j])
    members = [[i for i in range(n) if groups[i] == g] for g in sorted(set(groups))]
    s_centres = [s[rows].mean(0) for rows in members]
    t_centres = [t[rows].mean(0) for rows in members]
    s_others, t_others = (s_centres, t_centres) if level == "group-group" else (list(s), list(t))
    between = sum(
        (cosine(a, b) - cosine(c, d)) ** 2
        for a, c in zip(s_centres, t_centres) for b, d in zip(s_others, t_others))
    return (within + between) / n**2


# --- pairs (Chen 2023)


def pairs_within_groups(z, better, worse, weights):
    return mean_over_contexts(
        lambda u: -sum(
            w * log(sigmoid(z[u, a] - z[u, b])) for a, b, w in zip(better[u], worse[u], weights[u])))


# --- relations (Park 2019)


def huber(x):
    return 0.5 * x * x if abs(x) <= 1 else abs(x) - 0.5


def relational_distance(s, t):
    pairs = [(i, j) for i in range(len(s)) for j in range(len(s)) if i != j]

    def distances(x):
        d = {(i, j): (x[i] - x[j]).norm() for i, j in pairs}
        mu = sum(d.values()) / len(pairs)
        return {pair: value / mu for pair, value in d.items()}

    ds, dt = distances(s), distances(t)
    return sum(huber(ds[pair] - dt[pair]) for pair in pairs) / len(pairs)


def relational_angle(s, t):
    triplets = list(itertools.permutations(range(len(s)), 3))
    return sum(
        huber(cosine(s[i] - s[j], s[l] - s[j]) - cosine(t[i] - t[j], t[l] - t[j])) for i, j, l in triplets
    ) / len(triplets)


# --- several teachers (Kang 2023)


def list_against_catalogue(z, lists, ordered):
    def of(u):
        others = sum(torch.exp(z[u, j]) for j in range(ITEMS) if j not in lists[u])
        total = 0
        for k in range(K):
            mine = lists[u][k:] if ordered[u] else [lists[u][k]]
            total = total - log(torch.exp(z[u, lists[u][k]]) / (sum(torch.exp(z[u, i]) for i in mine) + others))
        return total

    return mean_over_contexts(of)


def consensus(lists, k, lam):
    score = {i: sum(math.exp(-(l.index(i) + 1) / lam) for l in lists if i in l) for l in lists for i in l}
    return sorted(score, key=lambda i: (-score[i], i))[:k]


def discrepancy(teacher, ranking, k, lam):
    gain = lambda i: 2 ** math.exp(-(teacher.index(i) + 1) / lam) - 1 if i in teacher[:k] else 0
    dcg = lambda order: sum(gain(i) / math.log2(p + 2) for p, i in enumerate(order[:k]))
    return 1 - dcg(ranking) / dcg(teacher)


# --- language model to recommender (Cui 2024)


def importance_weights(z, lists, teacher, shares, lam, t):
    static = position_weights(K, lam)
    result = []
    for u in range(BATCH):
        confidence = softmax(teacher[u, lists[u]] / t, 0)
        own = torch.argsort(z[u], descending=True)[:K].tolist()
        raw = [
            shares[0] * static[r] + shares[1] * confidence[r].item() + shares[2] * (lists[u][r] in own)
            for r in range(K)]
        result.append([w / sum(raw) for w in raw])
    return result


def importance_aware(z, lists, weights, negatives):
    def of(u):
        total = -sum(weights[u][r] * log(sigmoid(z[u, lists[u][r]])) for r in range(K))
        share = sum(weights[u]) / len(negatives[u])
        return total - sum(share * log(1 - sigmoid(z[u, j])) for j in negatives[u])

    return mean_over_contexts(of)


def collaborative_embedding(v, w, t):
    return sum(((t[i] @ w - v[i]) ** 2).mean() for i in range(len(v))) / len(v)


def main():
    torch.manual_seed(23)
    z, teacher = numbers(BATCH, ITEMS), numbers(BATCH, ITEMS)
    ranking = torch.argsort(teacher, 1, descending=True).tolist()
    lists, rest = [row[:K] for row in ranking], [row[K:] for row in ranking]
    others = [row[1:4] for row in rest]
    # Of the drawn items the teacher stored the first ones' logits, those behind place K.
    known = [set(row[: K + 2]) for row in ranking]
    negatives = [[i for i in range(ITEMS) if i != y][2:5] for y in TARGETS]
    q = softmax(numbers(ITEMS), 0).float().double()
    h, t = numbers(BATCH, WIDTH), numbers(BATCH, TEACHER_WIDTH)
    items, teacher_items = numbers(3, WIDTH), numbers(3, TEACHER_WIDTH)
    s7, t7 = torch.cat([h, items]), torch.cat([t, teacher_items])
    groups = [0, 1, 0, 0, 2, 3, 2]
    noise = numbers(BATCH, EXPERTS)
    experts = [
        numbers(EXPERTS, WIDTH, MIDDLE), numbers(EXPERTS, MIDDLE, scale=0.3),
        numbers(EXPERTS, MIDDLE, TEACHER_WIDTH), numbers(EXPERTS, TEACHER_WIDTH, scale=0.3),
        numbers(TEACHER_WIDTH, EXPERTS), numbers(EXPERTS, scale=0.3)]
    projection = numbers(TEACHER_WIDTH, WIDTH)
    drawn = [row[1:4] for row in ranking]
    drawn_weights = [[1, 1, 1], [1, 1, 0], [0, 0, 0], [1, 0, 0]]
    better, worse = [[row[0], row[2]] for row in ranking], [[row[1], row[6]] for row in ranking]
    pair_weights = [[0.5, 0.5], [1, 0], [0, 0], [0.25, 0.75]]
    # The places that stayed empty in a draw hold item 0 and are marked so.
    under = [[row[0], row[3]] for row in ranking]
    over = [[row[8], row[9]] for row in ranking]
    under_kept, over_kept = [[1, 1], [1, 0], [0, 0], [1, 1]], [[1, 1], [1, 1], [1, 0], [0, 0]]
    kept = lambda rows, marks: [[i for i, m in zip(r, k) if m] for r, k in zip(rows, marks)]
    ordered = [1, 0, 0, 1]
    sampled = [row[:3] for row in rest]
    static = [position_weights(K, 2.0)] * BATCH
    hybrid = hybrid_weights(z, lists, sampled, 2.0, 0.3)
    importance = importance_weights(z, lists, teacher, [0.3, 0.5, 0.1], 1.5, 2.0)

    losses = {
        "nextItem": golden(next_item, z),
        "sampledSoftmax": golden(lambda z: sampled_softmax(z, negatives, None), z),
        "correctedSampledSoftmax": golden(lambda z: sampled_softmax(z, negatives, q), z),
        "bpr": golden(lambda z: bpr(z, negatives), z),
        "topKKl": golden(lambda z: top_k_kl(z, lists, teacher, 2.0), z),
        "fullKl": golden(lambda z: full_kl(z, teacher, 3.0), z),
        "sampledKl": golden(lambda z: sampled_kl(z, lists, others, teacher, known, 2.0), z),
        "rankingDistillation": golden(lambda z: ranking_distillation(z, lists, static), z),
        "dynamicRankingDistillation": golden(lambda z: ranking_distillation(z, lists, hybrid), z),
        "collaborative": golden(
            lambda z: collaborative(z, drawn, teacher, 2.0, 0.4, [[1] * 3] * BATCH), z),
        "bidirectional": golden(lambda z: collaborative(z, drawn, teacher, 5.0, 0.0, drawn_weights), z),
        "expertMixture": golden(lambda h, *w: expert_mixture(h, t, noise, 0.7, w), h, *experts),
        "relaxedRanking": golden(lambda z: relaxed_ranking(z, lists, others), z),
        "dualCorrection": golden(
            lambda z: relaxed_ranking(z, kept(under, under_kept), kept(over, over_kept)), z),
        "fullTopology": golden(lambda s: full_topology(s, t7), s7),
        "groupGroupTopology": golden(lambda s: hierarchical_topology(s, t7, groups, "group-group"), s7),
        "groupEntityTopology": golden(lambda s: hierarchical_topology(s, t7, groups, "group-entity"), s7),
        "unbiased": golden(lambda z: pairs_within_groups(z, better, worse, pair_weights), z),
        "relationalDistance": golden(lambda s: relational_distance(s, t7), s7),
        "relationalAngle": golden(lambda s: relational_angle(s, t7), s7),
        "listAgainstCatalogue": golden(lambda z: list_against_catalogue(z, lists, ordered), z),
        "importanceAware": golden(lambda z: importance_aware(z, lists, importance, negatives), z),
        "collaborativeEmbedding": golden(
            lambda v, w: collaborative_embedding(v, w, teacher_items), items, projection),
    }
    three = [[4, 1, 0, 7], [1, 0, 9, 4], [0, 1, 4, 2]]
    values = {
        "positionWeights": position_weights(K, 2.0),
        "hybridWeights": hybrid,
        "importanceWeights": importance,
        "consensus": {"lists": three, "k": 3, "lambda": 2.0, "ranking": consensus(three, 3, 2.0)},
        "discrepancy": {
            "teacher": three[0], "ranking": three[1], "k": 3, "lambda": 2.0,
            "value": discrepancy(three[0], three[1], 3, 2.0)},
    }
    inputs = {
        "studentLogits": z.tolist(), "teacherLogits": teacher.tolist(), "targets": TARGETS, "k": K,
        "ranking": ranking, "lists": lists, "others": others, "known": [sorted(s) for s in known],
        "negatives": negatives, "probabilities": q.tolist(), "hidden": h.tolist(),
        "teacherHidden": t.tolist(), "vectors": s7.tolist(), "teacherVectors": t7.tolist(), "groups": groups,
        "items": items.tolist(), "teacherItems": teacher_items.tolist(), "noise": noise.tolist(),
        "experts": [e.tolist() for e in experts], "projection": projection.tolist(), "drawn": drawn,
        "drawnWeights": drawn_weights, "better": better, "worse": worse, "pairWeights": pair_weights,
        "under": under, "underKept": under_kept, "over": over, "overKept": over_kept, "ordered": ordered,
        "sampled": sampled,
    }
    path = Path(__file__).parents[2] / "test" / "fixtures" / "ranking-methods.json"
    fixture = {
        "versions": {"torch": torch.__version__}, "inputs": inputs, "losses": losses, "values": values}
    path.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
