//! Reading a vote: members, vetoes, seats, drafts and what voting costs.

use super::model::{Choice, Occasion, Plays, Scenario, Vote};
use super::names::{Reader, fixed, scope};
use super::read::not_exact;
use super::tree::{Entry, Node, Table};
use super::turns::Sort;
use crate::diagnostics::{Diagnostic, Span};
use crate::language::Expr;

/// The most seats that nobody plays.
const MOST_SEATS: usize = 1000;

impl Reader {
    /// Who votes or proposes, and where that is said.
    fn voters(
        &mut self,
        table: &Table,
        members: &[usize],
        proposer: Option<usize>,
        scenario: &Scenario,
    ) -> Vec<(usize, Span)> {
        let nodes = table.get("members").and_then(Node::as_array).unwrap_or(&[]);
        let place = |i: usize| {
            let id = Some(scenario.actors[i].name.id.as_str());
            let nodes = nodes.iter().chain(table.get("proposer"));
            let found = nodes.into_iter().find(|n| n.as_text() == id);
            (i, found.map_or(Span::default(), |n| n.span))
        };
        let all = members.iter().copied().chain(proposer);
        all.map(place).collect()
    }

    pub fn vote(&mut self, table: &Table, scenario: &Scenario, owner: &Entry) -> Option<Vote> {
        let mut scope = scope(scenario);
        let together = match table.get("ballot").map(|n| (n, n.as_text())) {
            None | Some((_, Some("roll call"))) => false,
            Some((_, Some("together"))) => true,
            Some((node, _)) => self
                .fault(
                    Diagnostic::error(node.span, "`ballot` is \"roll call\" or \"together\"")
                        .help("write ballot = \"roll call\", or leave it out"),
                )
                .unwrap_or(false),
        };
        let mut members: Vec<usize> = vec![];
        for node in table.get("members").and_then(Node::as_array).unwrap_or(&[]) {
            match self.actor(node, scenario) {
                Some(a) if members.contains(&a) => {
                    self.faults.push(
                        Diagnostic::error(node.span, "this member is listed twice")
                            .help("each member is called once; take one away"),
                    );
                }
                a => members.extend(a),
            }
        }
        if members.len() > 12 {
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    "a vote has at most 12 members who are actors",
                )
                .help("let `others` stand for the rest"),
            );
        }
        // What follows from a member that is not known is not complained about.
        let listed = table
            .get("members")
            .and_then(Node::as_array)
            .map_or(0, <[_]>::len);
        let known = members.len() == listed;
        let mut veto = vec![false; members.len()];
        for node in table.get("veto").and_then(Node::as_array).unwrap_or(&[]) {
            let Some(actor) = self.actor(node, scenario) else {
                continue;
            };
            match members.iter().position(|m| *m == actor) {
                Some(m) => veto[m] = true,
                None if !known => {}
                None => self.faults.push(
                    Diagnostic::error(
                        node.span,
                        format!(
                            "{} can veto only as a member",
                            scenario.actors[actor].name.id
                        ),
                    )
                    .help("add it to `members`"),
                ),
            }
        }
        let others = table.table("others");
        let seats = others.get("seats").and_then(Node::as_number).unwrap_or(0.0) as usize;
        if let Some(node) = others.get("seats").filter(|_| seats > MOST_SEATS) {
            self.faults.push(
                Diagnostic::error(node.span, format!("a vote has at most {MOST_SEATS} seats"))
                    .help("a body so large is better a turn of chance"),
            );
        }
        let seats_yes = match others.get("yes") {
            Some(node) => self.expr(node, &scope)?,
            None if seats > 0 => {
                return self.fault(
                    Diagnostic::error(
                        owner.key_span,
                        "`others` needs `yes`, the probability that each votes yes",
                    )
                    .help("others = { seats = 11, yes = 0.95 }"),
                );
            }
            None => Expr::number(0.0, owner.key_span),
        };
        if !fixed(&seats_yes) {
            self.faults.push(Diagnostic::error(
                seats_yes.span,
                "`yes` may read parameters only",
            ).help("a chance that depends on the state belongs to a turn of chance before the vote"));
        }
        let Some(needs) = table.get("needs") else {
            return self.fault(
                Diagnostic::error(
                    owner.key_span,
                    format!(
                        "the vote `{}` does not say how many yes it `needs`",
                        owner.key
                    ),
                )
                .help("add `needs = …`"),
            );
        };
        let count = needs.as_number().unwrap_or(0.0) as usize;
        let votes = members.len().saturating_add(seats);
        if known && count > votes {
            self.faults.push(
                Diagnostic::error(
                    needs.span,
                    format!("no draft can ever pass: {count} yes are needed of {votes} votes"),
                )
                .help("lower `needs`, or add members or seats"),
            );
        }
        if count == 0 {
            self.faults.push(
                Diagnostic::error(needs.span, "a vote needs at least one yes")
                    .help("write `needs = 1` or more"),
            );
        }
        let entries = &table.table("drafts").0;
        let ids: Vec<&str> = entries.iter().map(|e| e.key.as_str()).collect();
        let plain = scope.clone();
        let drafts: Vec<Choice> = entries
            .iter()
            .filter_map(|e| self.choice(e, Sort::Draft, &plain, scenario))
            .collect();
        if entries.is_empty() {
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    format!("the vote `{}` has no drafts", owner.key),
                )
                .help(format!("add [turns.{}.drafts]", owner.key)),
            );
        }
        for entry in entries.iter().filter(|e| e.key == "none") {
            self.faults.push(
                Diagnostic::error(
                    entry.key_span,
                    "a draft cannot be called `none`: that is calling nothing",
                )
                .help("rename it"),
            );
        }
        let proposer = match table.get("proposer") {
            Some(node) => Some(self.actor(node, scenario)?),
            None => None,
        };
        if proposer.is_none() && drafts.len() > 1 {
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    format!(
                        "the vote `{}` has several drafts but no `proposer` to pick one",
                        owner.key
                    ),
                )
                .help("add `proposer = \"ACTOR\"`, or make a turn of each draft"),
            );
        }
        scope.drafts = Some(ids);
        let mut costs = vec![];
        for entry in &table.table("cost").0 {
            let Some(actor) = self.actor_key(entry, scenario) else {
                continue;
            };
            for cost in entry.node.as_table().map_or(&[][..], |t| &t.0) {
                let Some((occasion, word)) =
                    Occasion::ALL.into_iter().find(|(_, k)| *k == cost.key)
                else {
                    continue;
                };
                let member = members.iter().position(|m| *m == actor);
                let sense = match occasion {
                    Occasion::Propose => proposer == Some(actor),
                    Occasion::Yes | Occasion::No | Occasion::Abstain => member.is_some(),
                    Occasion::Veto | Occasion::LoneVeto => member.is_some(),
                    Occasion::Passes | Occasion::Fails => true,
                };
                if !sense && known {
                    self.faults.push(
                        Diagnostic::error(
                            cost.key_span,
                            format!("{} can never pay `{word}` in this vote", entry.key),
                        )
                        .help("only members vote and veto, and only the proposer proposes"),
                    );
                }
                costs.extend(self.expr(&cost.node, &scope).map(|e| (actor, occasion, e)));
            }
        }
        let abstain = table
            .get("abstain")
            .and_then(Node::as_boolean)
            .unwrap_or(false);
        for (i, span) in self.voters(table, &members, proposer, scenario) {
            let name = &scenario.actors[i].name.id;
            if scenario.actors[i].behaviours().any(|p| p == Plays::Script) {
                self.faults.push(
                    Diagnostic::error(span, format!("{name} plays a script, which has no votes"))
                        .help("let `others` vote for it, or a chance turn"),
                );
            }
            if together && !scenario.actors[i].types.is_empty() {
                self.faults.push(
                    Diagnostic::error(
                        span,
                        format!("{name} has types, and votes that show them are called one by one"),
                    )
                    .help("write ballot = \"roll call\", or leave it out"),
                );
            }
            if together && scenario.actors[i].precision.is_none() && Some(i) != proposer {
                self.faults
                    .push(not_exact(span, name, "votes together with others"));
            }
        }
        Some(Vote {
            together,
            members,
            seats,
            seats_yes,
            needs: count,
            veto,
            abstain,
            proposer,
            drafts,
            costs,
        })
    }
}
