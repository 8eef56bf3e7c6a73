//! How near a forecast is to tipping: each number over its range, all others as they are, and where
//! another outcome becomes the likeliest.

use super::engine::Engine;
use super::job::{Answer, Job};
use super::model::Model;
use super::plan::{Reply, Step, Study};
use super::ranges::Ranges;
use super::sweep::{Question, highest, likeliest};
use super::tips::{Pair, Search};
use crate::error::Error;
use crate::task::Task;

/// Values of a strip, where no other number of them is asked for.
pub const CELLS: usize = 13;

/// How closely a change is found, as a share of the range.
const NEAR: f64 = 0.005;

/// A parameter over its range.
#[derive(Clone, Debug)]
pub struct Strip {
    /// The parameter, by number.
    pub parameter: usize,
    /// Values evenly from the low end of its range to the high one.
    pub cells: Vec<Cell>,
    /// What it is.
    pub own: f64,
    /// The nearest value at which another outcome is the likeliest; none if no cell shows one.
    pub nearest: Option<Nearest>,
}

/// A value of a parameter.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The value.
    pub value: f64,
    /// What was found there; none if there is no equilibrium.
    pub answer: Option<Answer>,
}

/// Where a parameter tips.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// The value.
    pub at: f64,
    /// How far it is from what the parameter is, as a share of its range.
    pub distance: f64,
    /// The outcome that is the likeliest there.
    pub outcome: usize,
}

impl Cell {
    /// The likeliest outcome.
    pub fn likeliest(&self) -> Option<usize> {
        self.answer.as_ref().map(likeliest)
    }

    /// The same under the longest shadow that was looked at; none if play has no end.
    pub fn longer(&self) -> Option<usize> {
        let (outcomes, _) = self.answer.as_ref()?.longer.last()?;
        Some(highest(outcomes.iter().copied()))
    }
}

/// The strips of all parameters that have a range of some width, of `cells` ≥ 2 values each, around the scenario's own
/// answer `base`.
///
/// # Errors
/// The first variant's that cannot be compiled; or `task` says to stop.
pub fn strips<M: Model>(
    engine: &Engine<M>,
    base: &Answer,
    cells: usize,
    task: &dyn Task,
) -> Result<Vec<Strip>, Error> {
    let parameters = engine.model.parameters();
    let open = |p: &usize| parameters[*p].range.is_some_and(|(low, high)| low < high);
    let open = (0..parameters.len()).filter(open).collect();
    let ranges = Ranges::of(parameters, open);
    let own = ranges.parameters.iter();
    let own = own.map(|p| engine.model.parameters()[*p].value).collect();
    engine.study(
        Stripping {
            ranges,
            own,
            base,
            cells,
            found: None,
        },
        task,
    )
}

/// Strips that are not yet solved.
struct Stripping<'a> {
    ranges: Ranges<'a>,
    /// What each parameter is.
    own: Vec<f64>,
    base: &'a Answer,
    cells: usize,
    /// The strips, and the search for where they tip, once they are solved.
    found: Option<(Vec<Strip>, Sharpening)>,
}

/// The search for the changes next to what each parameter is.
struct Sharpening {
    search: Search,
    question: Question,
    /// The strip of each pair of the search.
    strips: Vec<usize>,
}

impl Stripping<'_> {
    /// The variant with the parameter of strip `d` at this share of its range.
    fn job(&self, d: usize, share: f64, longer: bool) -> Job {
        let mut job = self.ranges.job(std::iter::once((d, self.value(d, share))));
        job.read.longer = longer;
        job
    }

    fn value(&self, d: usize, share: f64) -> f64 {
        let (low, high) = self.ranges.ends[d];
        if share == 1.0 {
            high
        } else {
            low + share * (high - low)
        }
    }

    fn share(&self, d: usize, value: f64) -> f64 {
        let (low, high) = self.ranges.ends[d];
        (value - low) / (high - low)
    }

    /// The shares of a range at which there are cells.
    fn shares(&self) -> impl Iterator<Item = f64> + use<> {
        let last = (self.cells - 1) as f64;
        (0..self.cells).map(move |k| k as f64 / last)
    }

    /// The strips of these replies, and where their changes are to be looked for: on each side of what the
    /// parameter is between the first cell with another likeliest outcome and the one before it.
    fn cut(&self, replies: Vec<Reply>) -> (Vec<Strip>, Sharpening) {
        let mut replies = replies.into_iter();
        let mut strips = vec![];
        for (d, parameter) in self.ranges.parameters.iter().enumerate() {
            let cell = |share| Cell {
                value: self.value(d, share),
                answer: replies.next().and_then(Reply::ok),
            };
            strips.push(Strip {
                parameter: *parameter,
                cells: self.shares().map(cell).collect(),
                own: self.own[d],
                nearest: None,
            });
        }
        let mut sides = vec![];
        for (d, strip) in strips.iter().enumerate() {
            let here = (self.share(d, strip.own), self.base);
            let place = |cell: &'_ Cell| self.share(d, cell.value);
            let cells = strip.cells.iter();
            let solved = cells.filter_map(|cell| Some((place(cell), cell.answer.as_ref()?)));
            let solved: Vec<(f64, &Answer)> = solved.collect();
            let above = solved.iter().filter(|(at, _)| *at > here.0);
            let below = solved.iter().rev().filter(|(at, _)| *at < here.0);
            let up = changed(here, above).map(|ends| (d, ends));
            let down = changed(here, below).map(|[near, far]| (d, [far, near]));
            sides.extend(up.into_iter().chain(down));
        }
        let pairs: Vec<Pair> = sides
            .iter()
            .map(|(_, ends)| Pair {
                ends: *ends,
                open: true,
            })
            .collect();
        let question = Question {
            vary: vec![],
            measures: vec![],
            thresholds: vec![],
            tolerance: NEAR,
        };
        let sharpening = Sharpening {
            search: Search::of_tips(&pairs, 1.0, &question),
            question,
            strips: sides.iter().map(|(d, _)| *d).collect(),
        };
        (strips, sharpening)
    }

    /// The strips, each with its nearest change.
    fn sharpened(&self, (mut strips, sharpening): (Vec<Strip>, Sharpening)) -> Vec<Strip> {
        let base = likeliest(self.base);
        let places = sharpening.search.places();
        for (d, places) in sharpening.strips.into_iter().zip(places) {
            let own = self.share(d, self.own[d]);
            let other = places
                .iter()
                .filter(|(_, answer)| likeliest(answer) != base);
            let distance = |at: &f64| (at - own).abs();
            let Some((at, answer)) = other.min_by(|a, b| distance(&a.0).total_cmp(&distance(&b.0)))
            else {
                continue;
            };
            let nearest = Nearest {
                at: self.value(d, *at),
                distance: distance(at),
                outcome: likeliest(answer),
            };
            let known = &mut strips[d].nearest;
            if known
                .as_ref()
                .is_none_or(|known| nearest.distance < known.distance)
            {
                *known = Some(nearest);
            }
        }
        strips
    }
}

/// Going away from `here`, the first place with another likeliest outcome, and the place before it.
fn changed<'a, 'p>(
    here: (f64, &'a Answer),
    places: impl Iterator<Item = &'p (f64, &'a Answer)>,
) -> Option<[(f64, &'a Answer); 2]>
where
    'a: 'p,
{
    let mut before = here;
    for place in places {
        if likeliest(place.1) != likeliest(here.1) {
            return Some([before, *place]);
        }
        before = *place;
    }
    None
}

impl Study for Stripping<'_> {
    type Found = Vec<Strip>;

    fn work(&self) -> &'static str {
        match self.found {
            None => "turning every number",
            Some(_) => "looking for tipping points",
        }
    }

    fn plan(&self) -> Vec<Job> {
        match &self.found {
            None => {
                let all = 0..self.ranges.parameters.len();
                let jobs = all.flat_map(|d| self.shares().map(move |share| (d, share)));
                jobs.map(|(d, share)| self.job(d, share, true)).collect()
            }
            Some((_, sharpening)) => {
                let wanted = sharpening.search.wanted(&sharpening.question).into_iter();
                let jobs = wanted.map(|(n, share)| self.job(sharpening.strips[n], share, false));
                jobs.collect()
            }
        }
    }

    fn spares(&self) -> bool {
        true
    }

    fn conclude(mut self, replies: Vec<Reply>) -> Result<Step<Self>, Error> {
        let (strips, sharpening) = match self.found.take() {
            None => self.cut(replies),
            Some((strips, mut sharpening)) => {
                let answers = replies.into_iter().map(Result::ok).collect();
                sharpening.search.take(answers, &sharpening.question);
                (strips, sharpening)
            }
        };
        if sharpening.search.wanted(&sharpening.question).is_empty() {
            return Ok(Step::Found(self.sharpened((strips, sharpening))));
        }
        self.found = Some((strips, sharpening));
        Ok(Step::More(self))
    }
}
