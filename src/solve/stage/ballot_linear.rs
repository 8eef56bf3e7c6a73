//! How what a ballot is worth changes with what its leaves are worth and with the share of precision.

use super::Rule;
use super::ballot::Ballot;
use super::response::Response;
use super::slopes::{Parts, StageSlopes, Stencils};
use crate::numeric::linear::Unsolved;

impl Ballot<'_> {
    /// The derivative of what [`take`](Self::take) writes at the point looked at, by what the leaves
    /// are worth (leaves × columns × points, vetoes paid) and by the share, members answering;
    /// `sigma` is the equilibrium at `share`. Nobody who votes together with others has types, so
    /// nothing is learnt and only leaves at the same point matter. Every column must follow
    /// strategies: those that guide choices do.
    ///
    /// # Errors
    /// The branch of equilibria turns or is crossed there, so there is no derivative.
    pub fn linearize(&mut self, share: f64, sigma: &[f64]) -> Result<StageSlopes, Unsolved> {
        let response = Response::new(self, share, sigma)?;
        let parts = self.parts(sigma, &response.sought);
        Ok(StageSlopes::new(parts, response))
    }

    fn parts(&self, sigma: &[f64], sought: &[usize]) -> Parts {
        let columns = &self.columns.columns;
        debug_assert!(columns.iter().all(|c| c.rule == Rule::Follow));
        let calls = self.template.calls.len();
        let mut parts = Parts {
            rows: self.rows,
            point: self.point,
            stencils: Stencils::default(),
            direct: vec![],
            guides: vec![],
            chances: vec![],
            by_entry: vec![0.0; columns.len() * sigma.len()],
        };
        for reach in &self.reach(sigma)[calls..] {
            parts
                .stencils
                .push(columns.len(), |_, visit| visit(self.point, 1.0));
            parts.direct.extend(columns.iter().map(|_| *reach));
        }
        let mut other = sigma.to_vec();
        for (agent, guide) in self.agents.iter().zip(&self.guides) {
            let own = agent.first..agent.first + agent.options;
            for e in own.clone().filter(|e| sought.contains(e)) {
                // all is linear in what the member does: the slope is what is there if it does only this
                other[own.clone()].fill(0.0);
                other[e] = 1.0;
                parts.guides.push(*guide);
                parts
                    .chances
                    .extend_from_slice(&self.reach(&other)[calls..]);
                for c in 0..columns.len() {
                    parts.by_entry[c * sigma.len() + e] = sigma[e] * self.value(&other, c);
                }
            }
            other[own.clone()].copy_from_slice(&sigma[own]);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::super::slopes::tests::{check, numbers};
    use super::super::{Branch, Draft};
    use super::*;
    use crate::game::{Game, Limits, Mover, Template, compile};
    use crate::scenario::Document;
    use crate::solve::columns::Columns;

    /// Three members, of whom the second may veto and the third looks no further than the round, and
    /// somebody of two types, who does not vote.
    fn house(more: &str) -> Game {
        let text = format!(
            "[parameters]\nprecision = 1.5\npatience = 0.9\n[state]\nlaw = false\n\
             [actors.ann]\n[actors.bob]\n[actors.cal]\nplays = \"myopic\"\n\
             [actors.dan.types]\nmild = {{ prior = 0.4 }}\nharsh = {{ prior = 0.6 }}\n\
             [turns.word]\nactor = \"dan\"\n[turns.word.options]\nspeak = {{}}\nkeep_silent = {{}}\n\
             [turns.house]\nballot = \"together\"\nmembers = [\"ann\", \"bob\", \"cal\"]\n\
             others = {{ seats = 2, yes = 0.6 }}\nneeds = 3\nveto = [\"bob\"]\n{more}\n\
             [turns.house.drafts]\nbill = {{ set = {{ law = true }} }}\n\
             [turns.house.cost]\nbob.veto = 0.25\nbob.lone_veto = 0.5\nann.yes = 0.2\ncal.no = 0.3\n\
             [outcomes.law]\nwhen = \"law\"\n[outcomes.none]\notherwise = true\n"
        );
        let scenario = Document::of_text("house", &text).scenario(&[]);
        let scenario = scenario.unwrap_or_else(|f| panic!("{f:?}"));
        compile(&scenario, &Limits::default()).unwrap_or_else(|f| panic!("{f:?}"))
    }

    /// Hands the draft that is voted on to `then`.
    fn with_draft<T>(game: &Game, then: impl FnOnce(&Draft, &Template) -> T) -> T {
        let s = &game.structure;
        let mut turns = s.all_turns().filter_map(|k| match &s.turn(k).mover {
            Mover::Vote(template) => Some((k, template)),
            Mover::Actor(_) | Mover::Joint(_) | Mover::Chance(_) => None,
        });
        let (turn, template) = turns.next().expect("a vote");
        let position = s.positions_of(turn).first().expect("a position");
        let roll = s.roll_calls(position, template).next().expect("a draft");
        let draft = Draft {
            template,
            turn,
            position,
            costs: game.payments.ballot_costs(roll.ballot),
            pass: &[],
            fail: &[],
        };
        then(&draft, template)
    }

    /// What the leaves are worth before vetoes are paid, at random.
    fn draw(game: &Game, seed: u64) -> Vec<f64> {
        let rows = Columns::totals(game).rows(game);
        let leaves = with_draft(game, |_, template| template.leaves.len());
        let mut number = numbers(seed);
        (0..rows.blocks(0..leaves).end).map(|_| number()).collect()
    }

    /// Has members vote at point `b` from scratch and hands the ballot and what they do to `then`.
    fn voted<T>(
        game: &Game,
        (leaves, share, b): (&[f64], f64, usize),
        then: impl FnOnce(&mut Ballot, &[f64]) -> T,
    ) -> T {
        with_draft(game, |draft, template| {
            let columns = Columns::totals(game);
            let rows = columns.rows(game);
            let mut worth = leaves.to_vec();
            for (c, actor) in columns.actors.iter().enumerate() {
                let members = template.members.iter().enumerate();
                for (m, _) in members.filter(|(_, member)| *member == actor) {
                    for l in 0..template.leaves.len() {
                        worth[rows.at(l, c, b)] -= draft.veto(m, 0, l);
                    }
                }
            }
            let precision = &game.payments.precision;
            let mut ballot = Ballot::new(draft, game, precision, &columns, &worth);
            ballot.look(b);
            let mut sigma = ballot.strategies(|_| 0.5);
            let found = ballot.choose(&mut Branch::default(), share, &mut sigma);
            assert!(found.lost.is_none());
            then(&mut ballot, &sigma)
        })
    }

    #[test]
    fn votes_cast_together() {
        for more in ["", "abstain = true", "abstain = true\nproposer = \"ann\""] {
            let game = house(more);
            let width = Columns::totals(&game).width();
            let value = |leaves: &[f64], share: f64, b: usize| {
                voted(&game, (leaves, share, b), |ballot, sigma| {
                    let own = (0..width).map(|c| ballot.value(sigma, c));
                    own.collect::<Vec<f64>>()
                })
            };
            for seed in 0..3 {
                let (leaves, change) = (draw(&game, seed), draw(&game, seed + 100));
                for (share, b) in [(0.3, 0), (1.0, 0), (1.0, game.beliefs.start)] {
                    let at = (leaves.as_slice(), share, b);
                    let slopes = voted(&game, at, |ballot, sigma| ballot.linearize(share, sigma));
                    let slopes = slopes.expect("no turn there");
                    check(&slopes, (&leaves, share), &change, |x, s| value(x, s, b));
                }
            }
        }
    }
}
