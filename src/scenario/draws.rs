//! How private variables are drawn: priors may read variables that are drawn before.

use super::model::{Private, Scenario};
use crate::language::{Expr, Kind, Operator, Pick, Place, Type};
use std::collections::BTreeSet;

/// The most ways in which all may be drawn on which a prior hangs.
pub(super) const MOST_DRAWS: usize = 4096;

impl Scenario {
    /// `expr` where the variable that stands at `place`, which is no draft, has this level.
    pub(super) fn at_level(&self, expr: &Expr, place: Place, level: usize) -> Expr {
        let (Place::State(v) | Place::Chosen(v) | Place::Private(v)) = place else {
            return expr.clone();
        };
        let private = self.private.iter().map(|p| &p.variable);
        let Some(variable) = self.variables.iter().chain(private).nth(v) else {
            return expr.clone();
        };
        expr.replaced(&|kind| match kind {
            Kind::Index(at) if *at == place => Some(Kind::Level(level)),
            Kind::Value(at) if *at == place => Some(Kind::Number(variable.values()[level])),
            Kind::Table(table, picks) => {
                let fixed = Pick::Level { variable: v, level };
                let here = |pick: &Pick| matches!(pick, Pick::Place(at) if *at == place);
                let picks = picks.iter().map(|p| if here(p) { fixed } else { *p });
                Some(Kind::Table(*table, picks.collect()))
            }
            _ => None,
        })
    }

    /// The private variables that the prior of one reads: its level tells of theirs.
    pub fn told_by(&self, private: &Private) -> BTreeSet<usize> {
        let read = private.prior.iter().flat_map(|e| self.secrets(e));
        read.collect()
    }

    /// The private variables of which the priors of these hang on the levels, directly or through priors of others;
    /// with these themselves, in order.
    pub(super) fn drawn_with(&self, own: &[usize]) -> Vec<usize> {
        let mut all: BTreeSet<usize> = own.iter().copied().collect();
        let mut left = own.to_vec();
        while let Some(p) = left.pop() {
            let read = self.told_by(&self.private[p]).into_iter();
            left.extend(read.filter(|q| all.insert(*q)));
        }
        all.into_iter().collect()
    }

    /// In how many ways these private variables can be drawn.
    pub(super) fn ways_to_draw(&self, variables: &[usize]) -> usize {
        let sizes = variables.iter().map(|p| self.private[*p].variable.size());
        sizes.fold(1, usize::saturating_mul)
    }

    /// Every way in which these private variables can be drawn: variables and levels.
    pub(super) fn draws(&self, variables: &[usize]) -> Vec<Vec<(usize, usize)>> {
        let mut all = vec![vec![]];
        for p in variables {
            let levels = 0..self.private[*p].variable.size();
            let longer = all.iter().flat_map(|draw: &Vec<(usize, usize)>| {
                let with = |level| draw.iter().copied().chain([(*p, level)]).collect();
                levels.clone().map(with)
            });
            all = longer.collect();
        }
        all
    }

    /// `expr`, which reads parameters and private variables, where these have been drawn.
    pub(super) fn drawn(&self, expr: &Expr, draw: &[(usize, usize)]) -> Expr {
        let first = self.variables.len();
        draw.iter().fold(expr.clone(), |expr, (p, level)| {
            self.at_level(&expr, Place::Private(first + p), *level)
        })
    }

    /// The probability that these private variables, of one actor, are drawn at these levels: it reads parameters only.
    /// None if there are none of them, or it hangs on too much.
    pub(super) fn prior_of(&self, own: &[(usize, usize)]) -> Option<Expr> {
        let all: Vec<usize> = own.iter().map(|(p, _)| *p).collect();
        let all = self.drawn_with(&all);
        if self.ways_to_draw(&all) > MOST_DRAWS {
            return None;
        }
        let joint = |draw: Vec<(usize, usize)>| {
            let agrees = own.iter().all(|level| draw.contains(level));
            let factors = draw.iter().map(|(p, level)| {
                let prior = &self.private[*p].prior[*level];
                self.drawn(prior, &draw)
            });
            let product = |a, b| binary(Operator::Multiply, a, b);
            factors.reduce(product).filter(|_| agrees)
        };
        let ways = self.draws(&all).into_iter().filter_map(joint);
        ways.reduce(|a, b| binary(Operator::Add, a, b))
    }

    /// The probability that the private variables with priors of their own are drawn at these levels, for each
    /// private variable one; the types of actors that are written down apart do not count.
    pub fn chance_of_draw(&self, levels: &[usize]) -> f64 {
        let draw: Vec<(usize, usize)> = levels.iter().copied().enumerate().collect();
        let factors = self.private.iter().zip(levels).map(|(private, level)| {
            let prior = private.prior.get(*level);
            prior.map_or(1.0, |e| self.number(&self.drawn(e, &draw)))
        });
        factors.product()
    }

    /// Whether what one actor knows tells of what another knows, before anybody has moved.
    pub fn correlated(&self) -> bool {
        self.private.iter().any(|private| {
            let mut read = self.told_by(private).into_iter();
            read.any(|p| self.private[p].owner != private.owner)
        })
    }
}

/// Two numbers with an operator between them.
pub(super) fn binary(operator: Operator, a: Expr, b: Expr) -> Expr {
    Expr {
        span: b.span,
        kind: Kind::Binary(operator, Box::new(a), Box::new(b)),
        ty: Type::Number,
    }
}
