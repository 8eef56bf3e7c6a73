//! What a pass backward carries: columns of values, and the arrays of payments they read.

use crate::game::{Account, AccountKind, Beliefs, Game, Rows};
use std::borrow::Cow;

/// How a column's value is taken where its own actor moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// As the strategy has it.
    Follow,
    /// The best option.
    Best,
    /// The worst option.
    Worst,
}

/// A column of values.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its index in the arrays of payments.
    pub source: usize,
    /// Whose it is.
    pub role: usize,
    /// How it is taken at that role's own choices.
    pub rule: Rule,
    /// Whether the costs of voting are booked here.
    pub pays: bool,
    /// What a payoff one round later is worth here.
    pub patience: f64,
}

/// Columns and the arrays of payments they read.
pub struct Columns<'a> {
    /// The columns.
    pub columns: Vec<Column>,
    /// For each role the column whose values guide its choices; none if nobody chooses.
    pub guide: Vec<usize>,
    /// The actor of each column's role.
    pub actors: Vec<usize>,
    /// The type of its actor that each column's role is.
    pub types: Vec<usize>,
    /// The columns of each role, and the place of each column among those of its role.
    by_role: Vec<Vec<usize>>,
    place: Vec<usize>,
    /// The layout of payments: rows × sources × points of belief by which they differ, which are those of the
    /// game or 1.
    paid: Rows,
    rows: Cow<'a, [f64]>,
    flow: Cow<'a, [f64]>,
    later: Cow<'a, [f64]>,
}

/// Payments by point of belief of a row, a finish or a terminal.
#[derive(Clone, Copy)]
pub struct Paid<'a> {
    all: &'a [f64],
    paid: Rows,
}

impl<'a> Paid<'a> {
    /// What column `column` is paid at every point, or once if that is the same at all.
    #[inline]
    pub fn row(self, column: &Column) -> &'a [f64] {
        &self.all[self.paid.row(0, column.source)]
    }

    /// What column `column` is paid at point `b`.
    #[inline]
    pub fn at(self, column: &Column, b: usize) -> f64 {
        match self.row(column) {
            [only] => *only,
            each => each[b],
        }
    }
}

impl<'a> Columns<'a> {
    /// One column for each role.
    pub fn totals(game: &'a Game) -> Self {
        Self::with(game, &[Rule::Follow])
    }

    /// One column for each rule and role, then one for each role that looks no further than the
    /// end of the round: what guides its choices is what they are worth to somebody without
    /// patience.
    pub fn with(game: &'a Game, rules: &[Rule]) -> Self {
        let n = game.beliefs.prior.len();
        let column = |rule: Rule| {
            (0..n).map(move |r| Column {
                source: r,
                role: r,
                rule,
                pays: true,
                patience: game.payments.patience[r],
            })
        };
        let mut columns: Vec<Column> = rules.iter().flat_map(|r| column(*r)).collect();
        let mut guide: Vec<usize> = (0..n).collect();
        for r in (0..n).filter(|r| game.payments.myopic[*r]) {
            guide[r] = columns.len();
            columns.push(Column {
                rule: Rule::Follow,
                patience: 0.0,
                ..columns[r]
            });
        }
        let payments = &game.payments;
        let roles: Vec<usize> = (0..n).collect();
        let rows = [
            payments.row_totals.as_slice(),
            &payments.flow_totals,
            &payments.later_totals,
        ];
        let rows = rows.map(|rows| expected(game, rows, &roles));
        Self::new(&game.beliefs, columns, guide, n, rows)
    }

    /// These columns with these rows, finishes and terminals of payments, each with `stride` numbers for every
    /// point of belief, or for all alike.
    pub(super) fn new(
        beliefs: &Beliefs,
        columns: Vec<Column>,
        guide: Vec<usize>,
        stride: usize,
        [rows, flow, later]: [Cow<'a, [f64]>; 3],
    ) -> Self {
        let mut by_role = vec![vec![]; beliefs.prior.len()];
        let mut place = vec![];
        for (c, column) in columns.iter().enumerate() {
            place.push(by_role[column.role].len());
            by_role[column.role].push(c);
        }
        Columns {
            by_role,
            place,
            paid: Rows {
                inner: stride,
                points: match rows {
                    Cow::Owned(_) => beliefs.count,
                    Cow::Borrowed(_) => 1,
                },
            },
            actors: columns.iter().map(|c| beliefs.actor(c.role)).collect(),
            types: columns.iter().map(|c| beliefs.type_of(c.role)).collect(),
            columns,
            guide,
            rows,
            flow,
            later,
        }
    }

    /// One column for each account.
    pub fn accounts(game: &'a Game) -> Self {
        let accounts = game.payments.accounts.iter().enumerate();
        let column = |(source, account): (usize, &Account)| Column {
            source,
            role: account.role,
            rule: Rule::Follow,
            pays: account.kind == AccountKind::Costs,
            patience: game.payments.patience[account.role],
        };
        let payments = &game.payments;
        let roles: Vec<usize> = payments.accounts.iter().map(|a| a.role).collect();
        let rows = [payments.rows.as_slice(), &payments.flow, &payments.later];
        let rows = rows.map(|rows| expected(game, rows, &roles));
        let columns: Vec<Column> = accounts.map(column).collect();
        let stride = columns.len();
        Self::new(&game.beliefs, columns, vec![], stride, rows)
    }

    /// One column for each type of the first actor and each of `count` outcomes, in which what is paid later is
    /// worth as much.
    pub fn outcomes(game: &Game, count: usize, payments: [&'a [f64]; 3]) -> Self {
        let columns = game.beliefs.roles(0).flat_map(|role| {
            (0..count).map(move |source| Column {
                source,
                role,
                rule: Rule::Follow,
                pays: false,
                patience: 1.0,
            })
        });
        let payments = payments.map(Cow::Borrowed);
        Self::new(&game.beliefs, columns.collect(), vec![], count, payments)
    }

    /// Of `values` (nodes × columns × points) those of the first `n` columns.
    pub fn narrow(&self, values: &[f64], n: usize, game: &Game) -> Vec<f64> {
        let rows = self.rows(game);
        let nodes = 0..values.len() / rows.block();
        let own = nodes.flat_map(|node| (0..n).flat_map(move |c| &values[rows.row(node, c)]));
        own.copied().collect()
    }

    /// The layout of values: nodes × columns × points.
    pub fn rows(&self, game: &Game) -> Rows {
        Rows {
            inner: self.width(),
            points: game.beliefs.count,
        }
    }

    /// The same, for strategies that are followed and not checked.
    pub fn unguided(&self) -> Self {
        Columns {
            columns: self.columns.clone(),
            guide: vec![],
            actors: self.actors.clone(),
            types: self.types.clone(),
            by_role: self.by_role.clone(),
            place: self.place.clone(),
            rows: self.rows.clone(),
            flow: self.flow.clone(),
            later: self.later.clone(),
            ..*self
        }
    }

    /// The column that carries what column `c` does after actor `i` has changed its type as `change` says.
    pub fn after(&self, c: usize, i: usize, change: impl Fn(usize) -> usize) -> usize {
        if self.actors[c] != i {
            return c;
        }
        let role = self.columns[c].role - self.types[c] + change(self.types[c]);
        self.by_role[role][self.place[c]]
    }

    /// The layout of rows of payments by column: rows × columns × points by which they differ.
    pub fn paid_rows(&self) -> Rows {
        Rows {
            inner: self.width(),
            ..self.paid
        }
    }

    /// Row `row` of payments.
    pub fn paid(&self, row: usize) -> Paid<'_> {
        self.of(&self.rows, row)
    }

    /// What is paid at finish `finish`.
    pub fn flow(&self, finish: usize) -> Paid<'_> {
        self.of(&self.flow, finish)
    }

    /// What is paid in each round after terminal `terminal`.
    pub fn later(&self, terminal: usize) -> Paid<'_> {
        self.of(&self.later, terminal)
    }

    fn of<'b>(&self, all: &'b [f64], row: usize) -> Paid<'b> {
        Paid {
            all: &all[self.paid.all_of(row)],
            paid: self.paid,
        }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }
}

/// Payments as they are expected at each point of belief, from rows × draws × sources: rows × sources × points.
/// Who is of a certain type knows that, and expects of the others what all believe. Rows that do not differ by
/// draw stay as they are.
fn expected<'a>(game: &Game, rows: &'a [f64], roles: &[usize]) -> Cow<'a, [f64]> {
    let (draws, width) = (game.payments.draws, roles.len());
    if draws == 1 {
        return Cow::Borrowed(rows);
    }
    let beliefs = &game.beliefs;
    // how likely each draw is to who is drawn in it: draws × roles × points
    let by_role = Rows {
        inner: beliefs.prior.len(),
        points: beliefs.count,
    };
    let mut shares = vec![0.0; by_role.blocks(0..draws).len()];
    for (draw, profile) in beliefs.profiles().enumerate() {
        for role in 0..beliefs.prior.len() {
            shares[by_role.row(draw, role)].copy_from_slice(&beliefs.given(role, profile));
        }
    }
    let paid = Rows {
        inner: width,
        points: beliefs.count,
    };
    let count = rows.len() / draws / width.max(1);
    let mut all = vec![0.0; paid.blocks(0..count).len()];
    for (n, by_source) in rows.chunks_exact(width.max(1)).enumerate() {
        let (row, draw) = (n / draws, n % draws);
        for (source, (x, role)) in by_source.iter().zip(roles).enumerate() {
            let out = all[paid.row(row, source)].iter_mut();
            let shares = &shares[by_role.row(draw, *role)];
            out.zip(shares).for_each(|(out, share)| *out += share * x);
        }
    }
    Cow::Owned(all)
}
