"""Golden values of the classic descriptors, from the published formulae, by numpy alone and in float64.

    python3 tests/golden/descriptors/make.py        writes descriptors.json beside this file

Independent of Moodline's code: what is shared is written in the docstrings there (frames centred on multiples of the hop and
padded with zeros, a periodic Hann window scaled so that a full-scale sine has magnitude 1, steps of one second, floors).

  MFCC       Slaney's mel scale and unit-area triangles (Auditory Toolbox, 1998), dB, orthonormal DCT-II (Davis & Mermelstein 1980)
  contrast   Jiang et al. 2002, eq. 1-3: log of the mean of the weakest and of the strongest fifth of an octave band
  shape      Peeters 2004: centroid, spread, 85 % roll-off; flatness of mel bands (Wiener entropy)
  rhythm     Dixon 2006 (half-wave rectified rise), Ellis 2007 (autocorrelation, log-Gaussian weight about 120 a minute)
  loudness   ITU-R BS.1770-4
  harmony    Krumhansl & Kessler 1982 (correlation with probe-tone profiles), chord templates, interval shares, entropy
  chroma     Gomez 2006 (HPCP), tuning by Dressler & Streich 2007

excerpt.wav is made by excerpt.ts, from music under CC BY-SA (see data/demo/credits.json).
"""
import json, os, wave
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 22050
NOTES = "C C# D D# E F F# G G# A A# B".split()


def signals():
    with wave.open(os.path.join(HERE, "excerpt.wav")) as w:
        assert (w.getnchannels(), w.getframerate(), w.getsampwidth()) == (1, RATE, 2)
        music = np.frombuffer(w.readframes(w.getnframes()), "<i2") / 32768
    time = np.arange(3 * RATE) / RATE
    made = {
        "music": music,
        "clipped": np.clip(music * 20, -1, 1),
        "quiet music": music * 1e-4,
        "silence": np.zeros(RATE + 1000),
        "DC": np.full(RATE, 0.5),
        "one sample": np.array([0.5]),
        "300 samples": music[:300],
        "997 Hz": np.sin(2 * np.pi * 997 * time),
    }
    return {name: x.astype(np.float32).astype(np.float64) for name, x in made.items()}


def power_frames(x, size, hop):
    frames = -(-len(x) // hop)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)) * 4 / size
    padded = np.concatenate([np.zeros(size // 2), x, np.zeros(2 * size)])
    return np.array([np.abs(np.fft.rfft(padded[f * hop:f * hop + size] * window)) ** 2 for f in range(frames)])


def step_means(frames, hop, steps):
    """Mean over the frames centred in each step; a step without one repeats the step before."""
    number = (np.arange(len(frames)) * hop) // RATE
    means = []
    for t in range(steps):
        own = frames[number == t]
        means.append(own.mean(0) if len(own) else means[-1])
    return means


def floor(power):
    return 1e-14 + 1e-6 * np.mean(power)


def db(power):
    return 10 * np.log10(power)


def mel_bank(bands, size):
    mel = lambda hz: np.where(hz < 1000, hz * 3 / 200, 15 + 27 * np.log(np.maximum(hz, 1) / 1000) / np.log(6.4))
    hz = lambda m: np.where(m < 15, m * 200 / 3, 1000 * 6.4 ** ((m - 15) / 27))
    edges = hz(np.linspace(mel(np.float64(30)), mel(np.float64(RATE / 2)), bands + 2))
    f = np.arange(size // 2 + 1) * RATE / size
    bank = []
    for left, centre, right in zip(edges, edges[1:], edges[2:]):
        bank.append(np.maximum(0, np.minimum((f - left) / (centre - left), (right - f) / (right - centre))) * 2 / (right - left))
    return np.array(bank)


def k_filters(rate):
    """Biquads by the bilinear transform of the analogue prototypes; at 48 kHz they are the tables of the standard."""
    gain, q, hz = 10 ** (3.999843853973347 / 20), 0.7071752369554196, 1681.974450955533
    k, mid = np.tan(np.pi * hz / rate), gain ** 0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = ([(gain + mid * k / q + k * k) / a0, 2 * (k * k - gain) / a0, (gain - mid * k / q + k * k) / a0],
             [1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0])
    q, hz = 0.5003270373238773, 38.13547087602444
    k = np.tan(np.pi * hz / rate)
    a0 = 1 + k / q + k * k
    return shelf, ([1, -2, 1], [1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0])


TABLES = [([1.53512485958697, -2.69169618940638, 1.19839281085285], [1, -1.69065929318241, 0.73248077421585]),
          ([1, -2, 1], [1, -1.99004745483398, 0.99007225036621])]
for made, printed in zip(k_filters(48000), TABLES):
    assert np.allclose(np.concatenate(made), np.concatenate(printed), atol=1e-9), "the standard's own coefficients"


def filtered(x, b, a):
    y = np.zeros(len(x))
    for n in range(len(x)):
        y[n] = b[0] * x[n] + (b[1] * x[n - 1] - a[1] * y[n - 1] if n > 0 else 0) + (b[2] * x[n - 2] - a[2] * y[n - 2] if n > 1 else 0)
    return y


def gated(blocks):
    lkfs = lambda z: -0.691 + db(z)
    blocks = np.array([z for z in blocks if z > 0 and lkfs(z) > -70])
    if len(blocks) == 0:
        return -np.inf
    return lkfs(blocks[lkfs(blocks) > lkfs(blocks.mean()) - 10].mean())


def loudness(x, steps):
    for b, a in k_filters(RATE):
        x = filtered(x, b, a)
    edges = [round(i * RATE / 10) for i in range(10 * steps + 2)]
    parts = [np.mean(x[a:b] ** 2) for a, b in zip(edges, edges[1:]) if a < len(x)]
    whole = sum(b <= len(x) for b in edges[1:len(parts) + 1])
    momentary = [np.mean(parts[max(0, i - 3):i + 1]) for i in range(len(parts))]
    out = []
    for t in range(steps):
        ends = [momentary[i] for i in range(10 * t, min(len(parts), 10 * t + 10))]
        if not ends:
            out.append(out[-1])
            continue
        with np.errstate(divide="ignore"):
            loudest = -0.691 + db(max(ends))
            out.append([max(-100, loudest), max(-100, gated(momentary[3:min(whole, 10 * t + 10)]))])
    return out


def contrast(power):
    edges, f = [0, 200, 400, 800, 1600, 3200, 6400, RATE / 2], np.arange(len(power)) * RATE / 2 / (len(power) - 1)
    base, out = floor(power[1:]), {}
    for low, high in zip(edges, edges[1:]):
        own = np.sort(power[(f >= low) & (f < high)])
        n = max(1, int(np.floor(len(own) * 0.2 + 0.5)))
        valley, peak = db(own[:n].mean() + base), db(own[-n:].mean() + base)
        out[f"valley.{high:g}"], out[f"contrast.{high:g}"] = valley, peak - valley
    return out


def shape(power, mel):
    names = ["centroid", "bandwidth", "rolloff", "flatness"]
    f, total = np.arange(len(power)) * RATE / 2 / (len(power) - 1), power[1:].sum()
    if total <= 1e-14:
        return dict.fromkeys(names, 0.0)
    centroid = (f * power)[1:].sum() / total
    spread = np.sqrt(((f - centroid) ** 2 * power)[1:].sum() / total)
    rolloff = f[1 + np.searchsorted(np.cumsum(power[1:]), 0.85 * total)]
    bands = mel + floor(mel)
    return dict(zip(names, [np.log2(centroid), np.log2(max(1, spread)), np.log2(rolloff), np.log(bands).mean() - np.log(bands.mean())]))


def rhythm(envelope, hop, steps):
    rate, out = RATE / hop, []
    for t in range(steps):
        first, last = min(len(envelope), int(np.ceil(t * rate))), min(len(envelope), int(np.ceil((t + 1) * rate)))
        own = envelope[first:last]
        around = np.concatenate([[0], envelope, [0]])
        peaks = sum(around[i + 1] >= 1.5 and around[i + 1] > around[i] and around[i + 1] >= around[i + 2] for i in range(first, last))
        heard = envelope[max(0, last - round(8 * rate)):last]
        tempo = pulse = best = 0.0
        if len(heard) and ((heard - heard.mean()) ** 2).sum() >= 1e-6:
            y = heard - heard.mean()
            for lag in range(round(0.25 * rate), min(round(1.5 * rate), len(y) - 1) + 1):
                r, octaves = (y[lag:] * y[:len(y) - lag]).sum() / (y * y).sum(), np.log2(60 * rate / lag / 120)
                if r * np.exp(-octaves ** 2 / 2) > best:
                    best, tempo, pulse = r * np.exp(-octaves ** 2 / 2), octaves, r
        n = max(1, len(own))
        out.append({"onsetStrength": own.sum() / n, "onsetRate": peaks / n * rate, "tempo": tempo, "pulse": pulse})
    return out


MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
CHORDS = {"major": [0, 4, 7], "minor": [0, 3, 7], "diminished": [0, 3, 6], "augmented": [0, 4, 8], "suspended": [0, 5, 7],
          "dominant7": [0, 4, 7, 10], "major7": [0, 4, 7, 11], "minor7": [0, 3, 7, 10]}


def harmony(c):
    names = ["keyMajor", "keyMinor", "mode", *[f"chord.{n}" for n in CHORDS], "chordMode",
             *[f"interval.{k}" for k in range(1, 7)], "chromaEntropy"]
    if c.sum() <= 1e-12:
        return dict.fromkeys(names, 0.0)
    s = c / c.sum()
    key = lambda profile: max(np.corrcoef(np.roll(s, -k), profile)[0, 1] for k in range(12)) if s.std() > 1e-9 else 0.0
    chord = lambda classes: max(np.roll(c, -k)[classes].sum() / np.linalg.norm(c) / np.sqrt(len(classes)) for k in range(12))
    out = {"keyMajor": key(MAJOR), "keyMinor": key(MINOR)}
    out["mode"] = out["keyMajor"] - out["keyMinor"]
    out |= {f"chord.{n}": chord(classes) for n, classes in CHORDS.items()}
    out["chordMode"] = out["chord.major"] - out["chord.minor"]
    out |= {f"interval.{k}": (s * np.roll(s, -k)).sum() for k in range(1, 7)}
    out["chromaEntropy"] = -(s[s > 0] * np.log(s[s > 0])).sum()
    return out


def note_salience(power, size):
    f = np.arange(size // 2 + 1) * RATE / size
    with np.errstate(divide="ignore"):
        midi = 69 + 12 * np.log2(f / 440)
    rows = []
    for note in range(21, 109):
        w = np.maximum(0, 1 - np.abs(midi - note))
        if w.max() <= 0.2:
            w = (np.arange(len(f)) == round(440 * 2 ** ((note - 69) / 12) * size / RATE)) * 1.0
        rows.append(np.sqrt(power @ w))
    return np.array(rows).T


def hpcp(power, size, tuning):
    """tuning: the running sum of amplitude * exp(2 pi i semitones), changed here."""
    low, high = int(np.ceil(100 * size / RATE)), int(np.floor(5000 * size / RATE))
    least, peaks = max(1e-12, 1e-4 * power[low:high + 1].max()), []
    for k in range(low, high + 1):
        if power[k] >= least and power[k] > power[k - 1] and power[k] >= power[k + 1]:
            l, m, r = np.log(power[k - 1:k + 2] + 1e-4 * least)
            shift = 0.5 * (l - r) / (l - 2 * m + r) if l - 2 * m + r < 0 else 0
            peaks.append((69 + 12 * np.log2((k + shift) * RATE / size / 440), np.exp(m - 0.25 * (l - r) * shift)))
    tuning[0] += sum(np.sqrt(p) * np.exp(2j * np.pi * s) for s, p in peaks)
    reference, profile = np.angle(tuning[0]) / (2 * np.pi), np.zeros(12)
    for s, p in peaks:
        for n in range(12):
            d = (s - reference - n + 6) % 12 - 6
            if abs(d) <= 2 / 3:
                profile[n] += np.cos(np.pi / 2 * d / (2 / 3)) ** 2 * p
    return profile / profile.max() if profile.max() > 0 else profile


def describe(x):
    steps, size, hop = -(-len(x) // RATE), 2048, 1024
    power, bank = power_frames(x, size, hop), mel_bank(40, size)
    mel = power @ bank.T
    level = np.array([db(row + floor(row)) for row in mel])
    dct = np.array([[np.sqrt((1 if k == 0 else 2) / 40) * np.cos(np.pi * k * (n + 0.5) / 40) for n in range(40)] for k in range(20)])
    cepstra = level @ dct.T
    rise = np.minimum(40, np.maximum(0, np.diff(level, axis=0))).mean(1) if len(level) > 1 else np.zeros(0)
    f = np.arange(size // 2 + 1) * RATE / size
    z = np.exp(-2j * np.pi * f / RATE)
    weight = np.prod([np.abs((b[0] + b[1] * z + b[2] * z * z) / (1 + a[1] * z + a[2] * z * z)) ** 2 for b, a in k_filters(RATE)], 0)
    k_level = db(np.maximum(1e-10, power @ weight))[:, None]
    tempo = rhythm(np.concatenate([[0], rise]), hop, steps)
    long_size, long_hop, tuning = 8192, 4096, [0j]
    long_power = power_frames(x, long_size, long_hop)
    notes = step_means(note_salience(long_power, long_size), long_hop, steps)
    spectra = step_means(long_power, long_hop, steps)
    number = (np.arange(len(long_power)) * long_hop) // RATE
    chroma = []
    for t in range(steps):  # the tuning hears each spectrum once
        chroma.append(hpcp(spectra[t], long_size, tuning) if (number == t).any() else chroma[-1])
    classes = [np.bincount((np.arange(88) + 21) % 12, n, 12) for n in notes]
    moments = lambda values: (step_means(values, hop, steps), step_means(values ** 2, hop, steps))
    deviation = lambda m, s: np.sqrt(np.maximum(0, s - m ** 2))
    (cm, cs), (lm, ls), mp, mm = moments(cepstra), moments(k_level), step_means(power, hop, steps), step_means(mel, hop, steps)
    loud, out = loudness(x, steps), []
    for t in range(steps):
        row = {f"cepstrum.{k}": cm[t][k] for k in range(20)}
        row |= {f"cepstrumDeviation.{k}": v for k, v in enumerate(deviation(cm[t], cs[t]))}
        row |= contrast(mp[t]) | shape(mp[t], mm[t]) | {"level": lm[t][0], "levelRange": deviation(lm[t], ls[t])[0]}
        row |= dict(zip(["loudness", "loudnessGated"], loud[t]))
        n, midi = notes[t], np.arange(88)
        heard = n.sum() > 1e-6
        row["pitch"] = 21 + (n * midi).sum() / n.sum() if heard else 0
        row["pitchSpread"] = np.sqrt(max(0, (n * midi ** 2).sum() / n.sum() - ((n * midi).sum() / n.sum()) ** 2)) if heard else 0
        row |= tempo[t]
        for seconds in [1, 4, 16]:
            own = harmony(np.sum(classes[max(0, t - seconds + 1):t + 1], 0))
            row |= {f"{name}.{seconds}s": v for name, v in own.items()}
        row |= {f"chroma.{NOTES[i]}": chroma[t][i] for i in range(12)}
        assert all(np.isfinite(v) for v in row.values())
        out.append(row)
    return out


made = {name: describe(x) for name, x in signals().items()}
names = list(made["music"][0])
with open(os.path.join(HERE, "descriptors.json"), "w") as file:
    rows = {name: [[float(f"{row[n]:.7g}") for n in names] for row in steps] for name, steps in made.items()}
    lines = ",\n".join(f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(row) for row in steps) + "]" for name, steps in rows.items())
    file.write(f'{{"names": {json.dumps(names)},\n"signals": {{\n{lines}\n}}}}\n')
