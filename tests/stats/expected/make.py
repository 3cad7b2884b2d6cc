"""Makes expected.jsonl: what other people's libraries say of small seeded inputs.

Never run by the build or by CI. To run it again (README has the versions):
    python3 -m venv venv && venv/bin/pip install scipy statsmodels scikit-learn \
        krippendorff irrCAC ppi-python
    venv/bin/python make.py > expected.jsonl
"""
import json

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
from scipy import stats
from sklearn import metrics
import statsmodels.api as sm
from statsmodels.stats import inter_rater, proportion
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20240523)


def put(what, given, wanted):
    def plain(x):
        if isinstance(x, dict):
            return {k: plain(v) for k, v in x.items()}
        if isinstance(x, (list, tuple, np.ndarray)):
            return [plain(v) for v in x]
        if isinstance(x, (np.integer, np.bool_)):
            return int(x)
        if isinstance(x, (float, np.floating)):
            return None if np.isnan(x) else float(x)
        return x

    print(json.dumps({"what": what, "in": plain(given), "out": plain(wanted)}))


def wilson():
    for k, n in [(0, 1), (1, 1), (0, 25), (3, 25), (25, 25), (180, 200), (1999, 2000), (7, 100000)]:
        low, high = proportion.proportion_confint(k, n, method="wilson")
        put("wilson", {"k": k, "n": n}, {"low": max(0, low), "high": min(1, high)})


def confusion():
    for rate, good in [(0.5, 0.8), (0.1, 0.9), (0.02, 0.97), (0.9, 0.55)]:
        truth = rng.random(400) < rate
        said = np.where(rng.random(400) < good, truth, ~truth)
        tn, fp, fn, tp = metrics.confusion_matrix(truth, said).ravel()
        put("confusion", {"tp": tp, "fp": fp, "fn": fn, "tn": tn}, {
            "agreement": metrics.accuracy_score(truth, said),
            "kappa": metrics.cohen_kappa_score(truth, said),
            "balanced_accuracy": metrics.balanced_accuracy_score(truth, said),
            "precision": metrics.precision_score(truth, said),
            "recall": metrics.recall_score(truth, said),
            "precision_safe": metrics.precision_score(truth, said, pos_label=0),
            "specificity": metrics.recall_score(truth, said, pos_label=0),
            "f1": metrics.f1_score(truth, said),
            "mcc": metrics.matthews_corrcoef(truth, said),
        })


def cohen():
    for k in (2, 3, 5):
        a = rng.integers(0, k, 200)
        b = np.where(rng.random(200) < 0.6, a, rng.integers(0, k, 200))
        table = metrics.confusion_matrix(a, b, labels=range(k))
        put("cohen", {"k": k, "table": table.ravel()}, {
            "none": metrics.cohen_kappa_score(a, b),
        })


def counts_of(data, k):
    return [[int(np.sum(row == c)) for c in range(k)] for row in data]


def raters():
    for k, m, units, missing in [(2, 3, 40, 0), (3, 4, 30, 0), (3, 3, 40, 0.2), (5, 5, 25, 0.3)]:
        true = rng.integers(0, k, units)
        data = np.where(rng.random((units, m)) < 0.65, true[:, None], rng.integers(0, k, (units, m)))
        data = data.astype(float)
        data[rng.random((units, m)) < missing] = np.nan
        counts = counts_of(data, k)
        frame = pd.DataFrame(data)
        cac = CAC(frame)
        wanted = {
            "fleiss": cac.fleiss()["est"]["coefficient_value"],
            "ac1": cac.gwet()["est"]["coefficient_value"],
            "digits": 5,  # as many as irrCAC gives
        }
        if not missing:
            wanted["fleiss_exact"] = inter_rater.fleiss_kappa(np.array(counts))
        for level in ("nominal", "ordinal", "interval"):
            wanted[level] = krippendorff.alpha(value_counts=np.array(counts), level_of_measurement=level)
        put("raters", {"k": k, "counts": counts}, wanted)
    # Krippendorff's own example (2011): four raters, twelve units, missing data.
    nan = np.nan
    data = np.array([
        [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
        [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan]]).T - 1
    put("raters", {"k": 5, "counts": counts_of(data, 5)}, {
        level: krippendorff.alpha(reliability_data=data.T, level_of_measurement=level)
        for level in ("nominal", "ordinal", "interval")})


def paired():
    for b, c in [(0, 0), (0, 1), (5, 5), (10, 2), (2, 10), (40, 61), (300, 410), (1, 3000)]:
        table = [[50, b], [c, 50]]
        exact = mcnemar(table, exact=True)
        chi2 = mcnemar(table, exact=False, correction=True) if b + c else None
        # At b = c the formula's (|b - c| - 1)^2 is taken as 0, not 1.
        same = b == c
        put("mcnemar", {"first": b, "second": c}, {
            "p_exact": exact.pvalue if b + c else 1,
            "statistic": 0 if same else chi2.statistic,
            "p_chi2": 1 if same else chi2.pvalue})


def multiple():
    for p in ([0.01, 0.04, 0.03, 0.005], [0.5], list(rng.random(30) ** 3), [0.02, 0.02, 0.02, 1, 0.9]):
        put("multiple", {"p": p}, {
            "holm": multipletests(p, method="holm")[1],
            "bh": multipletests(p, method="fdr_bh")[1]})


def rank():
    for n, ties in [(20, 0), (50, 5), (200, 10), (6, 2)]:
        truth = rng.random(n) < 0.4
        truth[:2] = [True, False]
        score = rng.normal(truth * 1.0)
        if ties:
            score = np.round(score * ties / 4)
        other = score + rng.normal(size=n)
        if ties:
            other = np.round(other)
        put("rank", {"score": score, "other": other, "positive": truth}, {
            "auroc": metrics.roc_auc_score(truth, score),
            "spearman": stats.spearmanr(score, other)[0],
            "ranks": stats.rankdata(score)})


def calibration():
    for n in (30, 500):
        p = np.round(rng.random(n), 3)
        p[:4] = [0, 1, 0.1, 0.2]
        y = rng.random(n) < p ** 2
        # numpy's digitize(right=True): bins closed on the right, as ours.
        at = np.clip(np.digitize(p, np.round(np.arange(1, 10) / 10, 1), right=True), 0, 9)
        ece = sum(abs(p[at == i].mean() - y[at == i].mean()) * np.mean(at == i)
                  for i in range(10) if np.any(at == i))
        put("calibration", {"p": p, "y": y}, {"ece": ece, "brier": metrics.brier_score_loss(y, p)})


def powered():
    for n, rest, good in [(60, 1000, 0.9), (200, 300, 0.7), (100, 5000, 0.5), (80, 900, 0.97)]:
        y = (rng.random(n + rest) < 0.3).astype(float)
        f = np.where(rng.random(n + rest) < good, y, 1 - y)
        if good == 0.97:  # riskiness in place of a verdict
            f = np.clip(f * 0.8 + rng.random(n + rest) * 0.2, 0, 1)
        args = y[:n], f[:n], f[n:]
        wanted = {}
        for name, lam in (("tuned", None), ("one", 1), ("zero", 0)):
            mean = ppi_mean_pointestimate(*args, lam=lam)
            low, high = ppi_mean_ci(*args, alpha=0.05, lam=lam)
            wanted[name] = [np.ravel(x)[0] for x in (mean, low, high)]
        put("powered", {
            "n": n, "y": y[:n].sum(), "f": f[:n].sum(), "yy": (y[:n] ** 2).sum(),
            "yf": (y[:n] * f[:n]).sum(), "ff": (f[:n] ** 2).sum(),
            "rest_n": rest, "rest_f": f[n:].sum(), "rest_ff": (f[n:] ** 2).sum()}, wanted)


def corrected():
    """Lang and Reiczigel's formula, written down again from their paper."""
    z = stats.norm.ppf(0.975)
    for k, n, kse, nse, ksp, nsp in [(130, 400, 90, 100, 190, 200), (2, 78, 50, 100, 199, 200),
                                     (27, 650, 50, 100, 199, 200), (500, 1000, 70, 100, 300, 400),
                                     (10, 500, 95, 100, 1900, 2000), (295, 300, 180, 190, 40, 45)]:
        raw = (k / n + ksp / nsp - 1) / (kse / nse + ksp / nsp - 1)
        n_, nse_, nsp_ = n + z * z, nse + 2, nsp + 2
        p, se, sp = (k + z * z / 2) / n_, (kse + 1) / nse_, (ksp + 1) / nsp_
        est = (p + sp - 1) / (se + sp - 1)
        vse, vsp = se * (1 - se) / nse_, sp * (1 - sp) / nsp_
        sd = np.sqrt(p * (1 - p) / n_ + vse * est ** 2 + vsp * (1 - est) ** 2) / (se + sp - 1)
        shift = 2 * z * z * (est * vse - (1 - est) * vsp)
        low, high = (np.clip(est + shift + s * z * sd, 0, 1) for s in (-1, 1))
        put("corrected", {"seen": k / n, "n": n, "sensitivity": kse / nse, "n_unsafe": nse,
                          "specificity": ksp / nsp, "n_safe": nsp},
            {"rate": np.clip(raw, 0, 1), "low": low, "high": high})


def platt():
    """Logistic regression of Platt's smoothed targets on the logit."""
    for n, bend in [(60, 1), (200, 2), (150, 0.3)]:
        p = np.round(rng.random(n), 3)
        p[:2] = [0, 1]
        x = np.log(np.clip(p, 1e-4, 1 - 1e-4) / (1 - np.clip(p, 1e-4, 1 - 1e-4)))
        y = rng.random(n) < 1 / (1 + np.exp(-(bend * x - 0.5)))
        t = np.where(y, (y.sum() + 1) / (y.sum() + 2), 1 / ((~y).sum() + 2))
        fit = sm.GLM(t, np.column_stack([x, np.ones(n)]), family=sm.families.Binomial()).fit(tol=1e-12)
        put("platt", {"p": p, "y": y}, {"slope": fit.params[0], "intercept": fit.params[1]})


for make in (wilson, confusion, cohen, raters, paired, multiple, rank, calibration, powered, corrected, platt):
    make()
