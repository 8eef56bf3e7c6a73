//! Where a sweep tips: the likeliest outcome changes, or a target crosses a threshold. Every change is
//! closed in on by halves, all changes side by side.

use super::job::Answer;
use super::model::Target;
use super::sweep::{Question, Tip, likeliest, read, tidy};

/// A value of the setting, the answer there, and on which side of what is watched it is.
#[derive(Clone)]
struct Place {
    at: f64,
    side: usize,
    answer: Answer,
}

/// What is watched between two neighbouring values.
struct Gap {
    /// What crosses, and at which value; none if it is the likeliest outcome that changes.
    target: Option<(Target, f64)>,
    /// The last place known to be before the next change.
    low: Place,
    /// The first place known to be behind it.
    high: Place,
    /// The upper of the two values.
    end: Place,
    /// Changes are closed in on until they are no further apart than this.
    apart: f64,
    /// The number of the pair that it is between.
    pair: usize,
}

/// Two values of the setting, the lower first, and the answers there.
pub(super) struct Pair<'a> {
    pub ends: [(f64, &'a Answer); 2],
    /// Whether what is between them can be asked for.
    pub open: bool,
}

/// The search between all values.
pub(super) struct Search {
    /// By what is watched, then by value.
    gaps: Vec<Gap>,
    /// What each gap has shown so far.
    found: Vec<Vec<Tip>>,
}

impl Place {
    /// The place `at`, where `target` is watched.
    fn of(at: f64, answer: &Answer, target: Option<(Target, f64)>, question: &Question) -> Self {
        let side = match target {
            None => likeliest(answer),
            Some((target, threshold)) => {
                usize::from(read(answer, target, &question.measures) >= threshold)
            }
        };
        let answer = answer.clone();
        Place { at, side, answer }
    }
}

impl Gap {
    /// The number half way between the two places; none if they are close enough, or if no number of
    /// so many digits lies between them.
    fn middle(&self) -> Option<f64> {
        let (low, high) = (self.low.at, self.high.at);
        let middle = tidy(low / 2.0 + high / 2.0);
        (high - low > self.apart && low < middle && middle < high).then_some(middle)
    }

    /// Goes from one change to the next until there is something to be solved, or the upper end's
    /// side is reached.
    fn settle(&mut self, found: &mut Vec<Tip>) {
        while self.low.side != self.end.side && self.middle().is_none() {
            let next = std::mem::replace(&mut self.high, self.end.clone());
            let last = std::mem::replace(&mut self.low, next);
            found.push(Tip {
                between: (last.at, self.low.at),
                target: self.target,
                sides: (last.side, self.low.side),
                ends: [last.answer, self.low.answer.clone()],
            });
        }
    }

    /// Where to solve next; none if no change is left.
    fn wanted(&self) -> Option<f64> {
        if self.low.side == self.end.side {
            None
        } else {
            self.middle()
        }
    }
}

impl Search {
    /// Between these values, in rising order, of which these are the answers. `dense` says whether
    /// the setting can have a value between any two.
    pub fn new(numbers: &[f64], answers: &[Answer], question: &Question, dense: bool) -> Self {
        let place = |k: usize| (numbers[k], &answers[k]);
        let pairs = (1..numbers.len()).map(|k| Pair {
            ends: [place(k - 1), place(k)],
            open: dense,
        });
        let width = numbers[numbers.len() - 1] - numbers[0];
        Self::between(&pairs.collect::<Vec<Pair>>(), width, question)
    }

    /// Between the ends of each of these pairs, over a range of this width.
    pub fn between(pairs: &[Pair], width: f64, question: &Question) -> Self {
        let thresholds = question.thresholds.iter().copied().map(Some);
        let mut gaps = vec![];
        for target in std::iter::once(None).chain(thresholds) {
            gaps.extend(pairs.iter().enumerate().map(|(n, pair)| {
                let place = |(at, answer)| Place::of(at, answer, target, question);
                let [low, high] = pair.ends.map(place);
                Gap {
                    target,
                    low,
                    high: high.clone(),
                    end: high,
                    apart: if pair.open {
                        question.tolerance * width
                    } else {
                        f64::INFINITY
                    },
                    pair: n,
                }
            }));
        }
        let mut search = Search {
            found: gaps.iter().map(|_| vec![]).collect(),
            gaps,
        };
        search.settle();
        search
    }

    fn settle(&mut self) {
        let all = self.gaps.iter_mut().zip(&mut self.found);
        all.for_each(|(gap, found)| gap.settle(found));
    }

    /// Whether every change has been closed in on.
    pub fn done(&self) -> bool {
        self.middles().is_empty()
    }

    /// The values to be solved next, one for each gap that has a change left.
    pub fn middles(&self) -> Vec<f64> {
        self.wanted().into_iter().map(|(_, x)| x).collect()
    }

    /// The same, each with the number of its pair.
    pub fn wanted(&self) -> Vec<(usize, f64)> {
        let wanted = self.gaps.iter().filter_map(|g| Some((g.pair, g.wanted()?)));
        wanted.collect()
    }

    /// Takes the answers at the [`Search::middles`], in their order. Where there is none, the change
    /// is left where it is.
    pub fn take(&mut self, answers: &[Option<Answer>], question: &Question) {
        let mut answers = answers.iter();
        for gap in &mut self.gaps {
            let Some(middle) = gap.wanted() else { continue };
            match answers.next() {
                Some(Some(answer)) => {
                    let place = Place::of(middle, answer, gap.target, question);
                    if place.side == gap.low.side {
                        gap.low = place;
                    } else {
                        gap.high = place;
                    }
                }
                Some(None) | None => gap.apart = f64::INFINITY,
            }
        }
        self.settle();
    }

    /// The changes found, in the order of the setting's values.
    pub fn tips(self) -> Vec<Tip> {
        let mut all: Vec<Tip> = self.found.into_iter().flatten().collect();
        all.sort_by(|a, b| a.between.0.total_cmp(&b.between.0));
        all
    }
}
