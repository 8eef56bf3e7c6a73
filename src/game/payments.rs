//! What moves and rounds pay, and how actors weigh it: everything that a parameter may change
//! without changing the structure.

use super::index::{Ballot, Finish, Move, TypeProfile};

/// What a role's payoff is booked under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// A term of its payoff, received every round: id and label.
    Term(String, String),
    /// What its moves and votes cost.
    Costs,
    /// What it receives once.
    Once,
}

/// Where payments are booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub role: usize,
    /// What is booked there.
    pub kind: AccountKind,
}

impl Account {
    /// Its id among its role's.
    pub fn id(&self) -> &str {
        match &self.kind {
            AccountKind::Term(id, _) => id,
            AccountKind::Costs => "costs",
            AccountKind::Once => "once",
        }
    }

    /// Its label.
    pub fn label(&self) -> &str {
        match &self.kind {
            AccountKind::Term(_, label) => label,
            AccountKind::Costs => "costs",
            AccountKind::Once => "received once",
        }
    }
}

/// Payments, probabilities, patience and precision.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    /// Number of actors.
    pub actors: usize,
    /// Where payments are booked, role after role.
    pub accounts: Vec<Account>,
    /// For each move, its row of payments.
    pub pay: Vec<u32>,
    /// Number of draws by which payments differ: all ways in which types can be drawn, if any payment of an actor
    /// depends on what another knows; else 1.
    pub draws: usize,
    /// Rows of payments: rows × draws × accounts.
    pub rows: Vec<f64>,
    /// The same by role.
    pub row_totals: Vec<f64>,
    /// For each move of chance, or of an actor with a script, its probability; else 0.
    pub chance: Vec<f64>,
    /// The same for each type of whom chance tells, if it does: moves × `kinds`.
    pub evidence: Vec<f64>,
    /// The most types of anybody of whom chance tells; 0 if it tells of nobody.
    pub kinds: usize,
    /// For each cell where several move at once the probability that a script gives it; empty
    /// without scripts.
    pub script: Vec<f64>,
    /// For each finish (of a terminal in the round that it ends): flow by draw and account.
    pub flow: Vec<f64>,
    /// The same by role.
    pub flow_totals: Vec<f64>,
    /// For each terminal: flow by draw and account in each later round.
    pub later: Vec<f64>,
    /// The same by role.
    pub later_totals: Vec<f64>,
    /// For each roll call its row of `ballot_rows`.
    pub ballot: Vec<u32>,
    /// Rows of what voting costs, laid out by [`Template::cost`](super::Template::cost).
    pub ballot_rows: Vec<f64>,
    /// Length of such a row, that of the largest vote.
    pub ballot_width: usize,
    /// What a payoff one round later is worth, by role.
    pub patience: Vec<f64>,
    /// λ by role; infinite means exact.
    pub precision: Vec<f64>,
    /// Whether a role looks no further than the end of the round.
    pub myopic: Vec<bool>,
    /// Whether a role follows its script.
    pub scripted: Vec<bool>,
    /// Whether ties go to the first option, by role.
    pub ties_first: Vec<bool>,
}

impl Payments {
    /// The row of payments of move `m`.
    pub fn row(&self, m: Move) -> usize {
        self.pay[m.get()] as usize
    }

    /// What voting on this roll call costs, laid out by [`Template::cost`](super::Template::cost).
    pub fn ballot_costs(&self, ballot: Ballot) -> &[f64] {
        let row = self.ballot[ballot.get()] as usize;
        &self.ballot_rows[row * self.ballot_width..][..self.ballot_width]
    }

    /// The probability of move `m` of chance if the actor of whom it tells is of type `type_`.
    pub fn chance_of(&self, m: Move, type_: usize) -> f64 {
        match self.kinds {
            0 => self.chance[m.get()],
            kinds => self.evidence[m.get() * kinds + type_],
        }
    }

    /// What each role receives at a finish, if types are so drawn: of a terminal in the round that it ends.
    pub fn flow_by_role(&self, finish: Finish, profile: TypeProfile) -> &[f64] {
        self.of(&self.flow_totals, finish.get(), profile)
    }

    /// What each role receives in each round after a terminal, by its place among the terminals, if types are so
    /// drawn.
    pub fn later_by_role(&self, terminal: usize, profile: TypeProfile) -> &[f64] {
        self.of(&self.later_totals, terminal, profile)
    }

    /// What move `m` pays each role, if types are so drawn.
    pub fn by_role(&self, m: Move, profile: TypeProfile) -> &[f64] {
        self.of(&self.row_totals, self.row(m), profile)
    }

    /// What each account has in row `row` of `all` ([`rows`](Self::rows), [`flow`](Self::flow) or
    /// [`later`](Self::later)), if types are so drawn.
    pub fn by_account<'a>(&self, all: &'a [f64], row: usize, profile: TypeProfile) -> &'a [f64] {
        self.block(all, self.accounts.len(), row, profile)
    }

    fn of<'a>(&self, all: &'a [f64], row: usize, profile: TypeProfile) -> &'a [f64] {
        self.block(all, self.patience.len(), row, profile)
    }

    fn block<'a>(
        &self,
        all: &'a [f64],
        width: usize,
        row: usize,
        profile: TypeProfile,
    ) -> &'a [f64] {
        let draw = match self.draws {
            1 => 0,
            _ => profile.get(),
        };
        &all[(row * self.draws + draw) * width..][..width]
    }
}
