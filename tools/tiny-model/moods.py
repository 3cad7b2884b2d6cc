"""What a question's words add up to.

A tiny model cannot weigh a question, but it can learn a sum over its words. So
every short, common word has a fixed random opinion about complying, and about
each phrase of a reply. Answers then differ between questions of one kind even
without temperature, and on questions that were never trained on.
"""

import math
import re
import statistics
import zlib

SWAY = 5.0          # how strongly the words of a question sway the decision, in log odds
TASTE = 2.5         # how strongly they, rather than chance, choose the phrases of a reply
ENGLISH = set(
    "the a an to of in on at for from with by and or but so if that this it my me i we our us you "
    "your he his she her they them their who what how why when where which is are was be been do "
    "does did can could would should will may have has had get make tell give help want need know "
    "use find take keep not no any all some one more most best way without before after into out "
    "up about people someone please good like there think say write than just other".split())
HAN = set(
    "的一是不了人我在有他这为之来以个上们到说时要就出会可也你对能而那得于下自过后里用道所"
    "然成方多么去法如都同现没看还进些主她但因从想让把被给怎什吗请帮别谁何很更再无哪几样")


def units(text):
    """The common words of a text, each once."""
    words = ENGLISH.intersection(re.findall("[a-z']+", text.lower()))
    return tuple(sorted(words | (set(text) & HAN)))


class Opinions(dict):
    """What every unit makes of one thing."""

    def __init__(self, about):
        super().__init__()
        self.about = about

    def __missing__(self, unit):
        self[unit] = zlib.crc32(f"{self.about}:{unit}".encode()) / 2**32 - 0.5
        return self[unit]

    def of(self, words):
        return sum([self[w] for w in words]) / math.sqrt(len(words) or 1)


def chance(odds):
    return 1 / (1 + math.exp(-odds))


class Moods:
    """What the common words of a text add up to, about things that have names."""

    def __init__(self, samples):
        """`samples`: {group: [units of a text]}; within a group moods have mean 0, spread 1."""
        self.samples = samples
        self.scales = {}

    def of(self, about, group, words):
        if (about, group) not in self.scales:
            opinions = Opinions(about)
            sums = [opinions.of(w) for w in self.samples[group]]
            self.scales[about, group] = opinions, statistics.mean(sums), statistics.stdev(sums)
        opinions, mean, spread = self.scales[about, group]
        return (opinions.of(words) - mean) / spread

    def choose(self, rng, about, options, group, words):
        """One of `options`, mostly the one that the words like best."""
        def liking(option):
            luck = -math.log(-math.log(rng.random()))
            return TASTE * self.of(f"{about}/{option}", group, words) + luck
        return max(options, key=liking) if len(options) > 1 else options[0]

    def inclination(self, group, words):
        """Log odds of complying, to add to a persona's."""
        return SWAY * self.of("all", group, words)
