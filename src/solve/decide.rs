//! One decision: an actor's choice among options, at every point of the grid of beliefs; and the
//! choices of several who move at once.

use super::choice::choose;
use super::columns::Rule;
use super::kernel::{Faults, Scratch, Slice, Work};
use super::logit::Problem;
use super::stage::{Party, Stage};
use crate::game::Joint;

impl Work<'_> {
    /// λ of a role in this pass.
    fn precision(&self, role: usize) -> f64 {
        let precision = self.game.numbers.precision[role];
        match precision.is_finite() {
            true => self.share * precision,
            false => precision,
        }
    }

    /// Chooses, or checks what was chosen, among options worth `x` (options × columns × points).
    /// `sigma` is options × types × points: on choosing it holds a first guess and becomes the
    /// strategy. `script` is what a script gives each option.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn decide(
        &self,
        i: usize,
        p: usize,
        x: &[f64],
        script: Option<&[f64]>,
        sigma: &mut [f64],
        choosing: bool,
        scratch: &mut Scratch,
    ) -> Faults {
        let mut faults = Faults::default();
        if self.columns.guide.is_empty() {
            return faults;
        }
        let points = self.game.beliefs.count;
        let options = x.len() / self.row();
        let roles = self.game.beliefs.roles(i);
        if roles.len() > 1 {
            let party = [Party { actor: i, options }];
            let script = script.unwrap_or(&[]);
            return self.stage(&party, p, x, script, sigma, choosing, scratch);
        }
        let role = roles.start;
        let (q, rule) = (&mut scratch.q, &mut scratch.p);
        let guide = self.columns.guide[role];
        let precision = self.precision(role);
        rule.resize(options, 0.0);
        for b in 0..points {
            if self.game.numbers.scripted[role] {
                rule.copy_from_slice(script.unwrap_or(&[]));
            } else {
                q.clear();
                q.extend(
                    x.chunks_exact(self.row())
                        .map(|row| row[guide * points + b]),
                );
                choose(q, precision, self.game.numbers.ties_first[role], rule);
            }
            let own = sigma[b..].iter_mut().step_by(points);
            if choosing {
                own.zip(&*rule).for_each(|(s, r)| *s = *r);
                continue;
            }
            let divergence: f64 = own.zip(&*rule).map(|(s, r)| faults.compare(*s, *r)).sum();
            if precision > 0.0 && precision.is_finite() {
                faults.epsilon = faults.epsilon.max(divergence / precision);
            }
        }
        faults
    }

    /// The same where types show or several move at once: `x` is profiles × columns × points,
    /// `sigma` parties × options × types × points, one party after the other.
    #[allow(clippy::too_many_arguments)]
    fn stage(
        &self,
        parties: &[Party],
        p: usize,
        x: &[f64],
        script: &[f64],
        sigma: &mut [f64],
        choosing: bool,
        scratch: &mut Scratch,
    ) -> Faults {
        let numbers = &self.game.numbers;
        let beliefs = &self.game.beliefs;
        let points = beliefs.count;
        let (precision, scripted) = (&numbers.precision, &numbers.scripted);
        let mut stage = Stage::new(beliefs, self.columns, parties, x, precision, scripted);
        stage.centre();
        let mut faults = Faults::default();
        let mut entries = vec![0.0; stage.entries()];
        for b in 0..points {
            stage.look(b);
            gather(parties, beliefs, sigma, b, &mut entries);
            if choosing {
                fix(&stage, script, parties, beliefs, &mut entries);
                stage.sharpen();
                let found = stage.solve(&mut scratch.branch, self.share, &mut entries);
                faults.note(p, found);
                scatter(parties, beliefs, &entries, b, sigma);
                continue;
            }
            faults = faults.join(judge(&mut stage, &entries, self.share, &mut scratch.p));
        }
        faults
    }

    /// Actors who move at once: chooses or checks each one's strategy, kept in the cells, and
    /// works out the profiles' probabilities and what the position is worth.
    pub(super) fn joint(
        &self,
        joint: &Joint,
        k: usize,
        p: usize,
        scratch: &mut Scratch,
        row: &mut [f64],
        slice: Slice,
    ) -> Faults {
        let s = &self.game.structure;
        let beliefs = &self.game.beliefs;
        let points = beliefs.count;
        let open = joint.open(&s.option[s.moves_of(p)]);
        let parties: Vec<Party> = joint
            .actors
            .iter()
            .zip(&open)
            .map(|(actor, open)| Party {
                actor: *actor,
                options: open.len(),
            })
            .collect();
        let (x, mut sigma) = scratch.lend();
        let entries: usize = parties
            .iter()
            .map(|q| q.options * beliefs.kinds(q.actor))
            .sum();
        sigma.resize(entries * points, 0.0);
        let kinds = self.game.layout.kinds[k];
        // a cell holds its number once for each draw of all who move here
        let kind_of = |kind, actor| self.game.layout.kind_of(k, kind, actor, beliefs);
        let cells: &[f64] = match &slice {
            Slice::Write(_, c) => c,
            Slice::Read(_, c) => c,
        };
        let (mut to, mut cell) = (0, 0);
        for party in &parties {
            for _ in 0..party.options {
                for kind in 0..beliefs.kinds(party.actor) {
                    let drawn = self.game.layout.swap(k, 0, party.actor, kind, beliefs);
                    let from = (cell * kinds + drawn) * points;
                    sigma[to..to + points].copy_from_slice(&cells[from..from + points]);
                    to += points;
                }
                cell += 1;
            }
        }
        let numbers = &self.game.numbers;
        let script = match numbers.script.is_empty() {
            true => &[][..],
            false => &numbers.script[s.cells[p] as usize..s.cells[p + 1] as usize],
        };
        let choosing = matches!(slice, Slice::Write(..));
        let mut faults = Faults::default();
        if !self.columns.guide.is_empty() {
            faults = self.stage(&parties, p, &x, script, &mut sigma, choosing, scratch);
        }
        if let Slice::Write(weights, cells) = slice {
            // each one's first number among the strategies, by option
            let (mut from, mut cell) = (0, 0);
            weights.fill(1.0);
            let profiles = s.moves_of(p).len();
            let mut after: usize = profiles;
            for party in &parties {
                let own = beliefs.kinds(party.actor);
                after /= party.options;
                for option in 0..party.options {
                    for drawn in 0..kinds {
                        let kind = kind_of(drawn, party.actor);
                        let strategy = &sigma[from + (option * own + kind) * points..][..points];
                        cells[(cell * kinds + drawn) * points..][..points]
                            .copy_from_slice(strategy);
                        for profile in (0..profiles).filter(|m| m / after % party.options == option)
                        {
                            let weights = &mut weights[(profile * kinds + drawn) * points..];
                            let pairs = weights[..points].iter_mut().zip(strategy);
                            pairs.for_each(|(w, s)| *w *= s);
                        }
                    }
                    cell += 1;
                }
                from += party.options * own * points;
            }
        }
        let (precision, scripted) = (&numbers.precision, &numbers.scripted);
        let mut stage = Stage::new(beliefs, self.columns, &parties, &x, precision, scripted);
        let mut entries = vec![0.0; stage.entries()];
        for b in 0..points {
            stage.look(b);
            gather(&parties, beliefs, &sigma, b, &mut entries);
            stage.take(&entries, row);
        }
        scratch.give_back(x, sigma);
        faults
    }

    /// The value of a node where `mover` takes options worth `x` (options × columns × points) with
    /// probabilities `sigma` (options × types × points).
    pub(super) fn take(
        &self,
        mover: Option<usize>,
        options: usize,
        sigma: &[f64],
        x: &[f64],
        row: &mut [f64],
    ) {
        let beliefs = &self.game.beliefs;
        let points = beliefs.count;
        if let Some(actor) = mover.filter(|i| beliefs.kinds(*i) > 1) {
            let party = [Party { actor, options }];
            let numbers = &self.game.numbers;
            let (precision, scripted) = (&numbers.precision, &numbers.scripted);
            let mut stage = Stage::new(beliefs, self.columns, &party, x, precision, scripted);
            let mut entries = vec![0.0; stage.entries()];
            for b in 0..points {
                stage.look(b);
                gather(&party, beliefs, sigma, b, &mut entries);
                stage.take(&entries, row);
            }
            return;
        }
        row.fill(0.0);
        for (weights, x) in sigma.chunks_exact(points).zip(x.chunks_exact(self.row())) {
            for (row, x) in row.chunks_exact_mut(points).zip(x.chunks_exact(points)) {
                let cells = row.iter_mut().zip(weights.iter().zip(x));
                cells.for_each(|(v, (w, x))| *v += w * x);
            }
        }
        for (c, column) in self.columns.columns.iter().enumerate() {
            if Some(self.columns.actors[c]) != mover || column.rule == Rule::Follow {
                continue;
            }
            for b in 0..points {
                let all = x.iter().skip(c * points + b).step_by(self.row()).copied();
                row[c * points + b] = match column.rule {
                    Rule::Best => all.fold(f64::NEG_INFINITY, f64::max),
                    _ => all.fold(f64::INFINITY, f64::min),
                };
            }
        }
    }
}

/// How far `sigma` is from the logit answer to it at `share` of every precision; `rule` is a buffer.
pub(super) fn judge(
    stage: &mut impl Problem,
    sigma: &[f64],
    share: f64,
    rule: &mut Vec<f64>,
) -> Faults {
    let mut faults = Faults::default();
    let mut worth = vec![0.0; sigma.len()];
    stage.worth(sigma, &mut worth, None);
    for agent in stage.agents().iter().filter(|a| !a.fixed) {
        let own = agent.first..agent.first + agent.options;
        let precision = share * agent.precision;
        rule.resize(agent.options, 0.0);
        choose(&worth[own.clone()], precision, false, rule);
        let pairs = sigma[own].iter().zip(&*rule);
        let divergence: f64 = pairs.map(|(s, r)| faults.compare(*s, *r)).sum();
        if precision > 0.0 {
            faults.epsilon = faults.epsilon.max(divergence / precision);
        }
    }
    faults
}

/// Calls `visit` with the place of each entry (by party, type and option) in a strategy of parties
/// × options × types × points.
fn places(
    parties: &[Party],
    beliefs: &crate::game::Beliefs,
    b: usize,
    mut visit: impl FnMut(usize, usize),
) {
    let (mut entry, mut from) = (0, 0);
    for party in parties {
        let kinds = beliefs.kinds(party.actor);
        for kind in 0..kinds {
            for option in 0..party.options {
                visit(entry, (from + option * kinds + kind) * beliefs.count + b);
                entry += 1;
            }
        }
        from += party.options * kinds;
    }
}

/// The strategies at point `b`, as the stage numbers its entries.
fn gather(
    parties: &[Party],
    beliefs: &crate::game::Beliefs,
    sigma: &[f64],
    b: usize,
    entries: &mut [f64],
) {
    places(parties, beliefs, b, |entry, place| {
        entries[entry] = sigma[place]
    });
}

/// The other way round.
fn scatter(
    parties: &[Party],
    beliefs: &crate::game::Beliefs,
    entries: &[f64],
    b: usize,
    sigma: &mut [f64],
) {
    places(parties, beliefs, b, |entry, place| {
        sigma[place] = entries[entry]
    });
}

/// Puts what scripts say into the entries of those who follow them; `script` has one number for
/// each option of each party.
fn fix(
    stage: &Stage,
    script: &[f64],
    parties: &[Party],
    beliefs: &crate::game::Beliefs,
    entries: &mut [f64],
) {
    let (mut agents, mut from) = (stage.agents().iter(), 0);
    for party in parties {
        for agent in agents.by_ref().take(beliefs.kinds(party.actor)) {
            if agent.fixed {
                entries[agent.first..agent.first + party.options]
                    .copy_from_slice(&script[from..from + party.options]);
            }
        }
        from += party.options;
    }
}
