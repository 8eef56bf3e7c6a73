//! Where a sweep tips: the likeliest outcome changes, or a target crosses a threshold. Every change is
//! closed in on by halves, all changes side by side.

use super::job::Answer;
use super::model::Target;
use super::sweep::{Question, Tip, likeliest, read, tidy};

/// A value of the setting, and on which side of what is watched the answer there is.
type Place = (f64, usize);

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
}

/// The search between all values.
pub(super) struct Search {
    /// By what is watched, then by value.
    gaps: Vec<Gap>,
    /// What each gap has shown so far.
    found: Vec<Vec<Tip>>,
    /// Changes are closed in on until they are no further apart than this.
    apart: f64,
}

/// On which side of `target` an answer is.
fn side(answer: &Answer, target: Option<(Target, f64)>, question: &Question) -> usize {
    match target {
        None => likeliest(answer),
        Some((target, threshold)) => {
            usize::from(read(answer, target, &question.measures) >= threshold)
        }
    }
}

impl Gap {
    /// The number half way between the two places; none if they are close enough, or if no number of
    /// so many digits lies between them.
    fn middle(&self, apart: f64) -> Option<f64> {
        let (low, high) = (self.low.0, self.high.0);
        let middle = tidy(low / 2.0 + high / 2.0);
        (high - low > apart && low < middle && middle < high).then_some(middle)
    }

    /// Goes from one change to the next until there is something to be solved, or the upper end's
    /// side is reached.
    fn settle(&mut self, apart: f64, found: &mut Vec<Tip>) {
        while self.low.1 != self.end.1 && self.middle(apart).is_none() {
            found.push(Tip {
                between: (self.low.0, self.high.0),
                target: self.target,
                sides: (self.low.1, self.high.1),
            });
            self.low = self.high;
            self.high = self.end;
        }
    }

    /// Where to solve next; none if no change is left.
    fn wanted(&self, apart: f64) -> Option<f64> {
        if self.low.1 == self.end.1 {
            None
        } else {
            self.middle(apart)
        }
    }
}

impl Search {
    /// Between these values, in rising order, of which these are the answers. `dense` says whether
    /// the setting can have a value between any two.
    pub fn new(numbers: &[f64], answers: &[Answer], question: &Question, dense: bool) -> Self {
        let width = numbers[numbers.len() - 1] - numbers[0];
        let apart = if dense {
            question.tolerance * width
        } else {
            f64::INFINITY
        };
        let thresholds = question.thresholds.iter().copied().map(Some);
        let mut gaps = vec![];
        for target in std::iter::once(None).chain(thresholds) {
            let place = |k: usize| (numbers[k], side(&answers[k], target, question));
            gaps.extend((1..numbers.len()).map(|k| Gap {
                target,
                low: place(k - 1),
                high: place(k),
                end: place(k),
            }));
        }
        let mut search = Search {
            found: gaps.iter().map(|_| vec![]).collect(),
            gaps,
            apart,
        };
        search.settle();
        search
    }

    fn settle(&mut self) {
        let all = self.gaps.iter_mut().zip(&mut self.found);
        all.for_each(|(gap, found)| gap.settle(self.apart, found));
    }

    /// Whether every change has been closed in on.
    pub fn done(&self) -> bool {
        self.middles().is_empty()
    }

    /// The values to be solved next, one for each gap that has a change left.
    pub fn middles(&self) -> Vec<f64> {
        let wanted = self.gaps.iter().map(|gap| gap.wanted(self.apart));
        wanted.flatten().collect()
    }

    /// Takes the answers at the [`Search::middles`], in their order.
    pub fn take(&mut self, answers: &[Answer], question: &Question) {
        let apart = self.apart;
        let mut answers = answers.iter();
        for gap in &mut self.gaps {
            if let Some(middle) = gap.wanted(apart)
                && let Some(answer) = answers.next()
            {
                let at = side(answer, gap.target, question);
                if at == gap.low.1 {
                    gap.low.0 = middle;
                } else {
                    gap.high = (middle, at);
                }
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
