//! Axes: percentages, round numbers for payoffs, and rounds; gridlines; and the spreading of
//! labels that would lie on each other.

use super::canvas::{Anchor, Canvas};
use super::page::SMALL;
use super::paint::{AXIS, FAINT};
use super::text::{fit, width};

/// Upright gridlines at percentages from 0% at `x` to 100% at `x + w`, between heights `top` and
/// `bottom`, labelled below; fewer labels where `w` is small.
pub fn percent_across(canvas: &mut Canvas, x: f64, w: f64, top: f64, bottom: f64) {
    let steps = if w >= 420.0 {
        5
    } else if w >= 200.0 {
        4
    } else {
        2
    };
    for i in 0..=steps {
        let share = f64::from(i) / f64::from(steps);
        let at = x + w * share;
        let colour = if i == 0 { AXIS } else { FAINT };
        canvas.line((at, top), (at, bottom), colour, 1.0);
        let words = format!("{}%", (share * 100.0).round());
        canvas.text(at, bottom + 15.0, Anchor::Middle, SMALL, &words);
    }
}

/// Level gridlines from 0% at `bottom` to 100% at `top`, over `x0..x1`; labelled on the left if
/// asked.
pub fn percent_up(canvas: &mut Canvas, x0: f64, x1: f64, top: f64, bottom: f64, labels: bool) {
    let steps = if bottom - top >= 180.0 { 4 } else { 2 };
    for i in 0..=steps {
        let share = f64::from(i) / f64::from(steps);
        let at = bottom - (bottom - top) * share;
        let colour = if i == 0 { AXIS } else { FAINT };
        canvas.line((x0, at), (x1, at), colour, 1.0);
        if labels {
            let words = format!("{}%", (share * 100.0).round());
            canvas.text(x0 - 6.0, at + SMALL.drop(), Anchor::End, SMALL, &words);
        }
    }
}

/// Labels of rounds below height `y`, each under the middle of its band, the bands dividing
/// `x..x + w` evenly. As many are shown, evenly spaced, as there is room for; none reaches outside
/// `from..to`.
pub fn rounds_below(
    canvas: &mut Canvas,
    rounds: &[String],
    (x, w): (f64, f64),
    y: f64,
    (from, to): (f64, f64),
) {
    if rounds.is_empty() {
        return;
    }
    let band = w / rounds.len() as f64;
    let most = (w * 0.45).clamp(40.0, 120.0).min(to - from);
    let words: Vec<String> = rounds.iter().map(|r| fit(r, SMALL, most)).collect();
    let widest = words.iter().map(|r| width(r, SMALL)).fold(0.0, f64::max);
    let stride = (((widest + 10.0) / band).ceil() as usize).max(1);
    let stride = match stride {
        1..=6 => stride,
        7..=8 => 8,
        9..=10 => 10,
        11..=12 => 12,
        more => more.div_ceil(10) * 10,
    };
    let mut free = f64::NEG_INFINITY;
    for (i, label) in words.iter().enumerate().step_by(stride) {
        let wide = width(label, SMALL);
        let tick = x + band * (i as f64 + 0.5);
        let start = (tick - wide / 2.0).max(from).min(to - wide);
        if start < free {
            continue;
        }
        canvas.line((tick, y), (tick, y + 4.0), AXIS, 1.0);
        canvas.text(start + wide / 2.0, y + 16.0, Anchor::Middle, SMALL, label);
        free = start + wide + 8.0;
    }
}

/// What stands along an axis across the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Along {
    /// Numbers, in rising order.
    Numbers(Vec<f64>),
    /// Words, evenly apart.
    Words(Vec<String>),
}

impl Along {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Along::Numbers(all) => all.len(),
            Along::Words(all) => all.len(),
        }
    }

    /// Whether they are numbers.
    pub fn numbers(&self) -> bool {
        matches!(self, Along::Numbers(_))
    }

    /// The place of a number that lies among them, between 0 and 1.
    pub fn among(&self, x: f64) -> Option<f64> {
        let Along::Numbers(all) = self else {
            return None;
        };
        let within = *all.first()? <= x && x <= *all.last()?;
        within.then(|| self.of(x))
    }

    /// Where the cells around them begin and end, from 0 to 1: half-way between their places.
    pub fn edges(&self) -> Vec<f64> {
        let n = self.len();
        if let Along::Words(_) = self {
            return (0..=n).map(|i| i as f64 / n as f64).collect();
        }
        let inner = (1..n).map(|i| (self.place(i - 1) + self.place(i)) / 2.0);
        std::iter::once(0.0).chain(inner).chain([1.0]).collect()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of entry `i` between 0 and 1.
    pub fn place(&self, i: usize) -> f64 {
        match self {
            Along::Numbers(all) => self.of(all[i]),
            Along::Words(all) => (i as f64 + 0.5) / all.len() as f64,
        }
    }

    /// The place of a number between 0 and 1.
    pub fn of(&self, x: f64) -> f64 {
        match self {
            Along::Numbers(all) if all.len() > 1 => (x - all[0]) / (all[all.len() - 1] - all[0]),
            _ => 0.5,
        }
    }

    /// Places and labels of ticks, some `about` of them.
    pub fn ticks(&self, about: f64) -> Vec<(f64, String)> {
        match self {
            Along::Words(all) => (0..all.len())
                .map(|i| (self.place(i), all[i].clone()))
                .collect(),
            Along::Numbers(all) if all.len() < 2 => all.iter().map(|x| (0.5, brief(*x))).collect(),
            Along::Numbers(all) => {
                let ends = [all[0], all[all.len() - 1]];
                let inside = |x: &f64| (-1e-9..=1.0 + 1e-9).contains(&self.of(*x));
                let round = ticks(ends[0], ends[1], about);
                let step = round.get(1).map_or(0.0, |second| second - round[0]);
                let mut all: Vec<f64> = round.into_iter().filter(inside).collect();
                // ends of few digits, where no round number is near
                let alone = |x: &f64| {
                    let far = |t: &f64| (x - t).abs() >= 0.4 * step;
                    brief(*x).len() <= 4 && all.iter().all(far)
                };
                let ends: Vec<f64> = ends.into_iter().filter(alone).collect();
                all.extend(ends);
                all.sort_by(f64::total_cmp);
                all.into_iter().map(|x| (self.of(x), brief(x))).collect()
            }
        }
    }
}

/// A number as short as an axis wants it.
pub fn brief(x: f64) -> String {
    let text = format!("{x:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_string(),
        text => text.replace('-', "−"),
    }
}

/// The ticks of `along` below height `y`, over `x..x + w`, as many as there is room for.
pub fn ticks_below(canvas: &mut Canvas, along: &Along, (x, w): (f64, f64), y: f64) {
    let mut free = f64::NEG_INFINITY;
    let most = w / along.len().clamp(1, 4) as f64;
    for (place, label) in along.ticks(w / 80.0) {
        let at = x + w * place;
        let label = fit(&label, SMALL, most);
        let half = width(&label, SMALL) / 2.0;
        canvas.line((at, y), (at, y + 4.0), AXIS, 1.0);
        if at - half >= free {
            canvas.text(at, y + 16.0, Anchor::Middle, SMALL, &label);
            free = at + half + 8.0;
        }
    }
}

/// Round numbers from at or below `low` to at or above `high`, some `about` of them; `low < high`.
pub fn ticks(low: f64, high: f64, about: f64) -> Vec<f64> {
    let rough = (high - low) / about.max(1.0);
    let mut unit = 1.0;
    while unit > rough {
        unit /= 10.0;
    }
    while unit * 10.0 <= rough {
        unit *= 10.0;
    }
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * unit)
        .find(|s| *s >= rough * 0.999)
        .unwrap_or(10.0 * unit);
    let first = (low / step + 1e-9).floor() as i64;
    let last = (high / step - 1e-9).ceil() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Places near `wanted`, in the same order, at least `apart` from each other and within
/// `low..=high` where they fit, moved as little as can be.
pub fn spread(wanted: &[f64], apart: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]).then(a.cmp(b)));
    // Groups of neighbours that touch: the sum of where their first would like to be, the count.
    let mut groups: Vec<(f64, usize)> = Vec::new();
    for i in &order {
        groups.push((wanted[*i], 1));
        while groups.len() > 1 {
            let (below, above) = (groups[groups.len() - 2], groups[groups.len() - 1]);
            let place = |g: (f64, usize)| {
                let long = apart * (g.1 as f64 - 1.0);
                (g.0 / g.1 as f64).min(high - long).max(low)
            };
            if place(below) + apart * below.1 as f64 <= place(above) {
                break;
            }
            groups.pop();
            let shifted = above.0 - apart * (below.1 * above.1) as f64;
            *groups.last_mut().expect("two groups") = (below.0 + shifted, below.1 + above.1);
        }
    }
    let mut places = vec![0.0; wanted.len()];
    let mut next = order.iter();
    for (sum, count) in groups {
        let long = apart * (count as f64 - 1.0);
        let first = (sum / count as f64).min(high - long).max(low);
        for k in 0..count {
            if let Some(i) = next.next() {
                places[*i] = first + apart * k as f64;
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_keeps_order_and_distance() {
        let wanted = [10.0, 10.0, 12.0, 80.0, 99.0, 99.0];
        let got = spread(&wanted, 15.0, 0.0, 100.0);
        for i in 1..got.len() {
            assert!(got[i] - got[i - 1] >= 15.0 - 1e-9, "{got:?}");
        }
        assert!(got[0] >= 0.0 && got[5] <= 100.0, "{got:?}");
        assert_eq!(spread(&[50.0], 15.0, 0.0, 100.0), [50.0]);
    }

    #[test]
    fn ticks_are_round_and_enclose() {
        assert_eq!(
            ticks(-1.3, 4.2, 6.0),
            [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
        );
        let t = ticks(-0.00031, 0.0, 4.0);
        assert!(t[0] <= -0.00031 && *t.last().expect("some") >= 0.0);
        assert!(t.len() < 9);
    }
}
