//! One decision: an actor's choice among options at every point of the grid of beliefs, and what a
//! node is worth where it is made.

use crate::game::{Beliefs, Position};
use crate::solve::choice::choose;
use crate::solve::columns::Rule;
use crate::solve::residuals::Residuals;
use crate::solve::stage::{ByType, Party, Stage, judge};
use crate::solve::strategy::Strategy;
use crate::solve::work::{Here, Scratch, Work};

/// A choice to be made or checked: of one actor, or of several at once.
pub(in crate::solve) struct Choice<'a> {
    pub position: Position,
    /// What each option, or profile, leads to: options × columns × points.
    pub worth: &'a [f64],
    /// What a script gives each option of each party; empty where nobody has one.
    pub script: &'a [f64],
    /// What hangs on the types of who moves.
    pub by_type: ByType<'a>,
    /// Whether it is made or checked.
    pub choosing: bool,
}

impl Work<'_> {
    /// Actor `i` moves alone.
    pub(in crate::solve) fn actor(
        &self,
        i: usize,
        here: Here,
        strategy: Strategy,
        scratch: &mut Scratch,
    ) -> Residuals {
        let moves = self.game.structure.moves_of(here.position);
        let types = self.game.beliefs.type_count(i);
        let closed = self.game.closed.of_moves(&moves, types);
        let unseen = self.game.unseen(here.turn, here.position);
        let by_type = ByType {
            closed: &closed,
            unseen: &unseen,
        };
        let choice = Choice {
            position: here.position,
            worth: here.worth,
            script: &self.game.payments.chance[moves.range()],
            by_type,
            choosing: strategy.choosing(),
        };
        let residuals;
        match strategy {
            Strategy::Choose { moves, .. } => {
                residuals = self.decide(i, &choice, moves, scratch);
                self.take(Some(i), by_type, moves, here.worth, here.value);
            }
            Strategy::Follow { moves, .. } => {
                let mut sigma = std::mem::take(&mut scratch.sigma);
                sigma.clear();
                sigma.extend_from_slice(moves);
                residuals = self.decide(i, &choice, &mut sigma, scratch);
                scratch.sigma = sigma;
                self.take(Some(i), by_type, moves, here.worth, here.value);
            }
        }
        residuals
    }

    /// λ of a role in this pass.
    fn precision(&self, role: usize) -> f64 {
        let precision = self.game.payments.precision[role];
        if precision.is_finite() {
            self.share * precision
        } else {
            precision
        }
    }

    /// The stage at which these parties choose among options worth `worth`.
    pub(super) fn stage_of<'a>(
        &'a self,
        parties: &'a [Party],
        by_type: ByType<'a>,
        worth: &'a [f64],
    ) -> Stage<'a> {
        let payments = &self.game.payments;
        let (precision, scripted) = (&payments.precision, &payments.scripted);
        let beliefs = &self.game.beliefs;
        Stage::new(
            beliefs,
            self.columns,
            parties,
            by_type,
            worth,
            precision,
            scripted,
        )
    }

    /// Makes or checks the choice of actor `i`. `sigma` is options × types × points: to be chosen it
    /// holds a first guess and becomes the strategy.
    pub(in crate::solve) fn decide(
        &self,
        i: usize,
        choice: &Choice,
        sigma: &mut [f64],
        scratch: &mut Scratch,
    ) -> Residuals {
        let mut residuals = Residuals::default();
        if self.columns.guide.is_empty() {
            return residuals;
        }
        let rows = self.rows();
        let (points, options) = (rows.points, choice.worth.len() / rows.block());
        let roles = self.game.beliefs.roles(i);
        if roles.len() > 1 {
            return self.stage(&[Party::new(i, options)], choice, sigma, scratch);
        }
        let role = roles.start;
        let (q, rule) = (&mut scratch.q, &mut scratch.rule);
        let guide = self.columns.guide[role];
        let precision = self.precision(role);
        rule.resize(options, 0.0);
        for b in 0..points {
            if self.game.payments.scripted[role] {
                rule.copy_from_slice(choice.script);
            } else {
                q.clear();
                q.extend((0..options).map(|o| choice.worth[rows.at(o, guide, b)]));
                choose(q, precision, self.game.payments.ties_first[role], rule);
            }
            let own = sigma[b..].iter_mut().step_by(points);
            if choice.choosing {
                own.zip(&*rule).for_each(|(s, r)| *s = *r);
                continue;
            }
            let divergence: f64 = own
                .zip(&*rule)
                .map(|(s, r)| residuals.compare(*s, *r))
                .sum();
            if precision > 0.0 && precision.is_finite() {
                residuals.epsilon = residuals.epsilon.max(divergence / precision);
            }
        }
        residuals
    }

    /// The same where types show or several move at once: `sigma` is parties × options × types ×
    /// points, one party after the other.
    pub(super) fn stage(
        &self,
        parties: &[Party],
        choice: &Choice,
        sigma: &mut [f64],
        scratch: &mut Scratch,
    ) -> Residuals {
        let beliefs = &self.game.beliefs;
        let mut stage = self.stage_of(parties, choice.by_type, choice.worth);
        stage.centre();
        let mut residuals = Residuals::default();
        let mut entries = vec![0.0; stage.entries()];
        for b in 0..beliefs.count {
            stage.look(b);
            gather(parties, beliefs, sigma, b, &mut entries);
            if choice.choosing {
                stage.fix(choice.script, &mut entries);
                stage.sharpen();
                let found = stage.solve(&mut scratch.branch, self.share, &mut entries);
                residuals.note(choice.position, found);
                scatter(parties, beliefs, &entries, b, sigma);
                continue;
            }
            let found = judge(&mut stage, &entries, self.share, &mut scratch.rule);
            residuals = residuals.join(found);
        }
        residuals
    }

    /// The value of a node where parties pick among profiles worth `worth` with probabilities
    /// `sigma` (parties × options × types × points).
    pub(super) fn take_stage(
        &self,
        parties: &[Party],
        by_type: ByType,
        sigma: &[f64],
        worth: &[f64],
        value: &mut [f64],
    ) {
        let beliefs = &self.game.beliefs;
        let mut stage = self.stage_of(parties, by_type, worth);
        let mut entries = vec![0.0; stage.entries()];
        for b in 0..beliefs.count {
            stage.look(b);
            gather(parties, beliefs, sigma, b, &mut entries);
            stage.take(&entries, value);
        }
    }

    /// The value of a node where `mover`, or chance, takes options, which types hang on as `by_type` says, worth `worth` (options × columns
    /// × points) with probabilities `sigma` (options × types × points).
    pub(in crate::solve) fn take(
        &self,
        mover: Option<usize>,
        by_type: ByType,
        sigma: &[f64],
        worth: &[f64],
        value: &mut [f64],
    ) {
        let beliefs = &self.game.beliefs;
        let rows = self.rows();
        if let Some(actor) = mover.filter(|i| beliefs.type_count(*i) > 1) {
            let options = worth.len() / rows.block();
            return self.take_stage(&[Party::new(actor, options)], by_type, sigma, worth, value);
        }
        value.fill(0.0);
        let options = sigma
            .chunks_exact(rows.points)
            .zip(worth.chunks_exact(rows.block()));
        for (weights, worth) in options {
            let columns = value
                .chunks_exact_mut(rows.points)
                .zip(worth.chunks_exact(rows.points));
            for (value, worth) in columns {
                let points = value.iter_mut().zip(weights.iter().zip(worth));
                points.for_each(|(v, (w, x))| *v += w * x);
            }
        }
        for (c, column) in self.columns.columns.iter().enumerate() {
            if Some(self.columns.actors[c]) != mover || column.rule == Rule::Follow {
                continue;
            }
            for b in 0..rows.points {
                let all = worth.iter().skip(rows.at(0, c, b));
                let all = all.step_by(rows.block()).copied();
                value[rows.at(0, c, b)] = match column.rule {
                    Rule::Best => all.fold(f64::NEG_INFINITY, f64::max),
                    Rule::Worst | Rule::Follow => all.fold(f64::INFINITY, f64::min),
                };
            }
        }
    }
}

/// Calls `visit` with the place of each entry (by party, type and option) in a strategy of parties
/// × options × types × points.
fn places(parties: &[Party], beliefs: &Beliefs, b: usize, mut visit: impl FnMut(usize, usize)) {
    let (mut entry, mut from) = (0, 0);
    for party in parties {
        let rows = party.rows(beliefs);
        for type_ in 0..rows.inner {
            for option in 0..party.options {
                visit(entry, from + rows.at(option, type_, b));
                entry += 1;
            }
        }
        from += rows.blocks(0..party.options).end;
    }
}

/// The strategies at point `b`, as the stage numbers its entries.
fn gather(parties: &[Party], beliefs: &Beliefs, sigma: &[f64], b: usize, entries: &mut [f64]) {
    places(parties, beliefs, b, |entry, place| {
        entries[entry] = sigma[place]
    });
}

/// The other way round.
fn scatter(parties: &[Party], beliefs: &Beliefs, entries: &[f64], b: usize, sigma: &mut [f64]) {
    places(parties, beliefs, b, |entry, place| {
        sigma[place] = entries[entry]
    });
}
