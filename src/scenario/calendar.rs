//! Rounds and dates: the round that contains a day, and the labels of rounds.

use super::model::Time;

impl Time {
    fn index(&self, date: jiff::civil::Date) -> Option<i64> {
        let (year, month) = (i64::from(date.year()), i64::from(date.month()));
        let days = || i64::from((date - self.start.unwrap_or(date)).get_days());
        Some(match self.round.as_str() {
            "year" => year,
            "quarter" => year * 4 + (month - 1) / 3,
            "month" => year * 12 + month - 1,
            "week" => days().div_euclid(7),
            "day" => days(),
            _ => return None,
        })
    }

    /// The round that contains `date`, counted from 1; it may be outside play. Quarters, months and years
    /// are those of the calendar; weeks and days count from the start. None without dates.
    pub fn round_of(&self, date: jiff::civil::Date) -> Option<i64> {
        Some(self.index(date)? - self.index(self.start?)? + 1)
    }

    /// The label of round `t`, from 1, on charts.
    pub fn label(&self, t: usize) -> String {
        let plain = || format!("{} {t}", self.round);
        let Some(first) = self.start.and_then(|s| self.index(s)) else {
            return plain();
        };
        let index = first + t as i64 - 1;
        let day = |days: i64| {
            let passed = jiff::Span::new().try_days(days).ok()?;
            let date = self.start?.checked_add(passed).ok()?;
            let month = MONTHS[(date.month() - 1) as usize];
            Some(format!("{} {month} {}", date.day(), date.year()))
        };
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        match self.round.as_str() {
            "year" => index.to_string(),
            "quarter" => format!("Q{} {}", index.rem_euclid(4) + 1, index.div_euclid(4)),
            "month" => format!(
                "{} {}",
                MONTHS[index.rem_euclid(12) as usize],
                index.div_euclid(12)
            ),
            "week" => day(7 * index).map_or_else(plain, |day| format!("week of {day}")),
            "day" => day(index).unwrap_or_else(plain),
            _ => plain(),
        }
    }
}
