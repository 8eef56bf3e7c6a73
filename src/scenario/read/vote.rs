//! Reading votes: turns with `members`.

use super::actors::not_exact;
use super::scope::fixed;
use super::{Reader, scope};
use crate::diagnostics::{Diagnostic, Span};
use crate::language::{Expr, Scope};
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::{Choice, Occasion, Plays, Scenario, Vote};

/// The most members who are actors.
const MOST_MEMBERS: usize = 12;

/// The most seats that nobody plays.
const MOST_SEATS: usize = 1000;

/// The members, as far as they are known.
struct Members {
    /// Actors in roll-call order.
    actors: Vec<usize>,
    /// Whether every member is known. If not, errors that follow from it are left out.
    known: bool,
}

impl Reader {
    /// The vote at the turn `owner`.
    pub(super) fn vote(
        &mut self,
        table: &Table,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Option<Vote> {
        let names = scope(scenario);
        let together = self.ballot(table);
        let members = self.members(table, scenario, owner);
        let veto = self.veto(table, &members, scenario);
        let (seats, seats_yes) = self.seats(table, &names, owner)?;
        let weights = self.weights(table, &members, scenario);
        let needs = self.needs(table, &members, &weights, seats, scenario, owner)?;
        let drafts = self.drafts(table, &names, scenario, owner);
        let proposer = match table.get("proposer") {
            Some(node) => Some(self.actor(node, scenario)?),
            None => None,
        };
        if proposer.is_none() && drafts.len() > 1 {
            self.error(
                owner.key_span,
                format!(
                    "the vote `{}` has several drafts but no `proposer` to pick one",
                    owner.key
                ),
                "add `proposer = \"ACTOR\"`, or give each draft a turn of its own",
            );
        }
        let costs = self.vote_costs(table, &members, proposer, names, scenario);
        self.voters(table, &members, proposer, together, scenario);
        let abstain = table.get("abstain").and_then(Node::as_boolean);
        Some(Vote {
            together,
            members: members.actors,
            seats,
            seats_yes,
            needs,
            weights,
            veto,
            abstain: abstain.unwrap_or(false),
            proposer,
            drafts,
            costs,
        })
    }

    /// Whether votes are cast together.
    fn ballot(&mut self, table: &Table) -> bool {
        let Some(node) = table.get("ballot") else {
            return false;
        };
        match node.as_text() {
            Some("roll call") => return false,
            Some("together") => return true,
            _ => {}
        }
        self.error(
            node.span,
            "`ballot` must be \"roll call\" or \"together\"",
            "write ballot = \"roll call\", or leave it out",
        );
        false
    }

    fn members(&mut self, table: &Table, scenario: &Scenario, owner: &Entry) -> Members {
        let listed = table.get("members").and_then(Node::as_array).unwrap_or(&[]);
        let mut actors: Vec<usize> = vec![];
        for node in listed {
            match self.actor(node, scenario) {
                Some(a) if actors.contains(&a) => self.error(
                    node.span,
                    "this member is listed twice",
                    "each member votes once: remove one",
                ),
                actor => actors.extend(actor),
            }
        }
        if actors.len() > MOST_MEMBERS {
            self.error(
                owner.key_span,
                format!("a vote has at most {MOST_MEMBERS} members who are actors"),
                "let `others` stand for the rest",
            );
        }
        let known = actors.len() == listed.len();
        Members { actors, known }
    }

    /// Whether each member may veto.
    fn veto(&mut self, table: &Table, members: &Members, scenario: &Scenario) -> Vec<bool> {
        let mut veto = vec![false; members.actors.len()];
        for node in table.get("veto").and_then(Node::as_array).unwrap_or(&[]) {
            let Some(actor) = self.actor(node, scenario) else {
                continue;
            };
            match members.actors.iter().position(|m| *m == actor) {
                Some(m) => veto[m] = true,
                None if !members.known => {}
                None => {
                    let name = &scenario.actors[actor].name.id;
                    self.error(
                        node.span,
                        format!("{name} has a veto but is not a member"),
                        "add it to `members`",
                    );
                }
            }
        }
        veto
    }

    /// The seats that nobody plays, and the probability that each votes yes.
    fn seats(&mut self, table: &Table, names: &Scope, owner: &Entry) -> Option<(usize, Expr)> {
        let others = table.table("others");
        let seats = others.get("seats").and_then(Node::as_number).unwrap_or(0.0) as usize;
        if let Some(node) = others.get("seats").filter(|_| seats > MOST_SEATS) {
            self.error(
                node.span,
                format!("a vote has at most {MOST_SEATS} seats"),
                "use a chance turn for so large a body",
            );
        }
        let yes = match others.get("yes") {
            Some(node) => self.expr(node, names)?,
            None if seats > 0 => {
                return self.refuse(
                    owner.key_span,
                    "`others` needs `yes`, the probability that each votes yes",
                    "others = { seats = 11, yes = 0.95 }",
                );
            }
            None => Expr::number(0.0, owner.key_span),
        };
        let help = "if the probability depends on the state, use a chance turn before the vote";
        self.reads_parameters(&yes, "yes", help);
        Some((seats, yes))
    }

    /// What the votes of all who vote yes must weigh together.
    fn needs(
        &mut self,
        table: &Table,
        members: &Members,
        weights: &[Expr],
        seats: usize,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Option<Expr> {
        let Some(node) = table.get("needs") else {
            return self.refuse(
                owner.key_span,
                format!(
                    "the vote `{}` has no `needs`, the number of yes votes needed",
                    owner.key
                ),
                "add `needs = …`",
            );
        };
        let needs = self.counted(node, "needs", scenario)?;
        let count = scenario.number(&needs);
        let votes = weights.iter().map(|w| scenario.number(w)).sum::<f64>() + seats as f64;
        if members.known && count > votes {
            self.error(
                node.span,
                format!(
                    "no draft can pass: {count} yes votes are needed, but there are only {votes}"
                ),
                "lower `needs`, or add members or seats",
            );
        }
        if count.is_nan() || count <= 0.0 {
            self.error(
                node.span,
                "a vote needs at least one yes vote",
                "write `needs = 1` or more",
            );
        }
        Some(needs)
    }

    /// What each member's vote weighs.
    fn weights(&mut self, table: &Table, members: &Members, scenario: &Scenario) -> Vec<Expr> {
        let one = |_: &usize| Expr::number(1.0, Span::default());
        let mut weights: Vec<Expr> = members.actors.iter().map(one).collect();
        for entry in &table.table("weights").0 {
            let Some(actor) = self.actor_key(entry, scenario) else {
                continue;
            };
            let Some(weight) = self.counted(&entry.node, "weights", scenario) else {
                continue;
            };
            let number = scenario.number(&weight);
            if !number.is_finite() || number < 0.0 {
                self.error(
                    entry.node.span,
                    format!("the vote of {} weighs {number}", entry.key),
                    "a weight is 0 or more",
                );
                continue;
            }
            match members.actors.iter().position(|m| *m == actor) {
                Some(m) => weights[m] = weight,
                None if !members.known => {}
                None => self.error(
                    entry.key_span,
                    format!("{} has a weight but is not a member", entry.key),
                    "add it to `members`",
                ),
            }
        }
        weights
    }

    /// An expression by which votes are counted: of parameters alone.
    fn counted(&mut self, node: &Node, key: &str, scenario: &Scenario) -> Option<Expr> {
        let expr = self.expr(node, &scope(scenario))?;
        let help = "if it depends on the state, write a vote of its own for each case, with `when`";
        self.reads_parameters(&expr, key, help).then_some(expr)
    }

    /// Whether the value of `key` reads parameters alone; an error if not.
    fn reads_parameters(&mut self, expr: &Expr, key: &str, help: &str) -> bool {
        let fixed = fixed(expr);
        if !fixed {
            self.error(expr.span, format!("`{key}` may read only parameters"), help);
        }
        fixed
    }

    fn drafts(
        &mut self,
        table: &Table,
        names: &Scope,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Vec<Choice> {
        let entries = &table.table("drafts").0;
        let drafts = entries.iter();
        let drafts = drafts.filter_map(|e| self.choice(e, names, scenario));
        let drafts = drafts.collect();
        if entries.is_empty() {
            self.error(
                owner.key_span,
                format!("the vote `{}` has no drafts", owner.key),
                format!("add [turns.{}.drafts]", owner.key),
            );
        }
        for entry in entries.iter().filter(|e| e.key == "none") {
            self.error(
                entry.key_span,
                "a draft cannot be called `none`: the word means that no draft is called",
                "rename it",
            );
        }
        drafts
    }

    /// What the vote costs: actor, occasion, expression.
    fn vote_costs<'a>(
        &mut self,
        table: &'a Table,
        members: &Members,
        proposer: Option<usize>,
        mut names: Scope<'a>,
        scenario: &Scenario,
    ) -> Vec<(usize, Occasion, Expr)> {
        let drafts = table.table("drafts").keys();
        names.drafts = Some(drafts.collect());
        let mut costs = vec![];
        for entry in &table.table("cost").0 {
            let Some(actor) = self.actor_key(entry, scenario) else {
                continue;
            };
            for cost in entry.node.as_table().map_or(&[][..], |t| &t.0) {
                let mut occasions = Occasion::ALL.into_iter();
                let Some((occasion, word)) = occasions.find(|(_, k)| *k == cost.key) else {
                    continue;
                };
                let possible = match occasion {
                    Occasion::Propose => proposer == Some(actor),
                    Occasion::Yes
                    | Occasion::No
                    | Occasion::Abstain
                    | Occasion::Veto
                    | Occasion::LoneVeto => members.actors.contains(&actor),
                    Occasion::Passes | Occasion::Fails => true,
                };
                if !possible && members.known {
                    self.error(
                        cost.key_span,
                        format!("{} can never pay `{word}` in this vote", entry.key),
                        "only members vote and veto, and only the proposer proposes",
                    );
                }
                costs.extend(self.expr(&cost.node, &names).map(|e| (actor, occasion, e)));
            }
        }
        costs
    }

    /// Checks that whoever votes or proposes can do so by the way it plays.
    fn voters(
        &mut self,
        table: &Table,
        members: &Members,
        proposer: Option<usize>,
        together: bool,
        scenario: &Scenario,
    ) {
        let nodes = table.get("members").and_then(Node::as_array).unwrap_or(&[]);
        for i in members.actors.iter().copied().chain(proposer) {
            let actor = &scenario.actors[i];
            let name = &actor.name.id;
            let mut named = nodes.iter().chain(table.get("proposer"));
            let node = named.find(|n| n.as_text() == Some(name));
            let span = node.map_or(Span::default(), |n| n.span);
            if actor.behaviours().any(|p| p == Plays::Script) {
                self.error(
                    span,
                    format!("{name} plays a script, and a script cannot vote"),
                    "give its vote to a seat of `others`, or use a chance turn",
                );
            }
            if together && !actor.types.is_empty() {
                self.keep(
                    Diagnostic::error(
                        span,
                        format!("{name} has types, so this vote must be a roll call"),
                    )
                    .help("write ballot = \"roll call\", or leave it out"),
                );
            }
            if together && actor.precision.is_none() && Some(i) != proposer {
                self.keep(not_exact(span, name, "votes together with others"));
            }
        }
    }
}
