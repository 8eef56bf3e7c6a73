//! Between the values of a sweep: solved where neighbours differ in the likeliest outcome, in a target's
//! side of a threshold, or by much, until they lie close together, all such places side by side.

use super::job::Answer;
use super::model::Target;
use super::sweep::{Leap, Question, Tip, leap, likeliest, read, tidy};

/// What is solved where nothing tips but much changes, for each pair of values on average: what is
/// jagged throughout is not worth more.
const ROOM: usize = 4;

/// A value of the setting, and the answer there.
struct Place {
    at: f64,
    answer: Answer,
    /// Whether nothing can be asked between it and the next.
    shut: bool,
}

/// Two values of the setting, the lower first, and the answers there.
pub(super) struct Pair<'a> {
    pub ends: [(f64, &'a Answer); 2],
    /// Whether what is between them can be asked for.
    pub open: bool,
}

/// What crosses, and at which value; none if it is the likeliest outcome that changes.
type Watched = Option<(Target, f64)>;

/// The search between all values.
pub(super) struct Search {
    /// For each pair its ends and all that was solved between them, in rising order.
    pairs: Vec<Vec<Place>>,
    /// Changes are closed in on until they are no further apart than this.
    apart: f64,
    /// How many more may be solved where nothing tips.
    room: usize,
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
        let pair = |pair: &Pair| {
            let place = |(at, answer): (f64, &Answer)| Place {
                at,
                answer: answer.clone(),
                shut: !pair.open,
            };
            pair.ends.map(place).into()
        };
        Search {
            pairs: pairs.iter().map(pair).collect(),
            apart: question.tolerance * width,
            room: ROOM * pairs.len(),
        }
    }

    /// The same, where what leaps without tipping is left as it is.
    pub fn of_tips(pairs: &[Pair], width: f64, question: &Question) -> Self {
        Search {
            room: 0,
            ..Self::between(pairs, width, question)
        }
    }

    /// The values to be solved next, each with the number of its pair.
    pub fn wanted(&self, question: &Question) -> Vec<(usize, f64)> {
        let mut all = vec![];
        for (n, places) in self.pairs.iter().enumerate() {
            let next = places.windows(2);
            let next = next.filter(|w| self.differ(&w[0], &w[1], question));
            all.extend(next.filter_map(|w| Some((n, self.middle(&w[0], &w[1])?))));
        }
        all
    }

    /// Whether there is something to be found between two neighbours.
    fn differ(&self, a: &Place, b: &Place, question: &Question) -> bool {
        tips(a, b, question) || (self.room > 0 && leaps(a, b))
    }

    /// The number half way between two places; none if they are close enough, or if no number of so
    /// many digits lies between them.
    fn middle(&self, a: &Place, b: &Place) -> Option<f64> {
        let middle = tidy(a.at / 2.0 + b.at / 2.0);
        let apart = b.at - a.at > self.apart && a.at < middle && middle < b.at;
        (apart && !a.shut).then_some(middle)
    }

    /// Takes the answers at the [`Search::wanted`], in their order. Where there is none, nothing more
    /// is asked.
    pub fn take(&mut self, answers: Vec<Option<Answer>>, question: &Question) {
        let wanted = self.wanted(question);
        for ((n, at), answer) in wanted.into_iter().zip(answers) {
            let next = self.pairs[n].partition_point(|place| place.at < at);
            let places = &mut self.pairs[n][..];
            if !tips(&places[next - 1], &places[next], question) {
                self.room = self.room.saturating_sub(1);
            }
            match answer {
                Some(answer) => {
                    let shut = false;
                    self.pairs[n].insert(next, Place { at, answer, shut });
                }
                None => places[next - 1].shut = true,
            }
        }
    }

    /// The changes found, in the order of the setting's values.
    pub fn tips(&self, question: &Question) -> Vec<Tip> {
        let thresholds = question.thresholds.iter().copied().map(Some);
        let mut all = vec![];
        for target in std::iter::once(None).chain(thresholds) {
            for w in self.pairs.iter().flat_map(|places| places.windows(2)) {
                let sides = [0, 1].map(|k| side(&w[k].answer, target, question));
                if sides[0] != sides[1] {
                    all.push(Tip {
                        between: (w[0].at, w[1].at),
                        target,
                        sides: sides.into(),
                        ends: [w[0].answer.clone(), w[1].answer.clone()],
                    });
                }
            }
        }
        all.sort_by(|a, b| a.between.0.total_cmp(&b.between.0));
        all
    }

    /// Where neighbours still differ by much, in the order of the pairs: all but those between which
    /// nothing can be asked from the beginning.
    pub fn leaps(&self) -> Vec<Leap> {
        let next = self.pairs.iter().flat_map(|places| places.windows(2));
        let leap = next.filter(|w| leaps(&w[0], &w[1]));
        let leap = leap.map(|w| Leap {
            between: (w[0].at, w[1].at),
            ends: [w[0].answer.clone(), w[1].answer.clone()],
        });
        leap.collect()
    }

    /// The ends of each pair and what was solved between them, in rising order.
    pub fn places(self) -> Vec<Vec<(f64, Answer)>> {
        let all = |places: Vec<Place>| {
            let all = places.into_iter();
            all.map(|place| (place.at, place.answer)).collect()
        };
        self.pairs.into_iter().map(all).collect()
    }

    /// What was solved between the ends of each pair, in rising order.
    pub fn solved(self) -> Vec<Vec<(f64, Answer)>> {
        let inner = |mut places: Vec<(f64, Answer)>| {
            places.pop();
            places.into_iter().skip(1).collect()
        };
        self.places().into_iter().map(inner).collect()
    }
}

/// Whether anything that is watched changes its side.
fn tips(a: &Place, b: &Place, question: &Question) -> bool {
    let thresholds = question.thresholds.iter().copied().map(Some);
    let mut watched = std::iter::once(None).chain(thresholds);
    watched.any(|w| side(&a.answer, w, question) != side(&b.answer, w, question))
}

/// Whether an outcome's probability differs by more than [`LEAP`].
fn leaps(a: &Place, b: &Place) -> bool {
    leap(&a.answer.outcomes, &b.answer.outcomes)
}

/// On which side of what is watched an answer is.
fn side(answer: &Answer, watched: Watched, question: &Question) -> usize {
    match watched {
        None => likeliest(answer),
        Some((target, threshold)) => {
            usize::from(read(answer, target, &question.measures) >= threshold)
        }
    }
}
