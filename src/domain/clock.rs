//! An account's clock: how it goes, and where it may be set to.

use strum::{AsRefStr, Display, EnumString};
use time::{Duration, OffsetDateTime};

/// How far ahead of the real time a clock may be.
pub const FARTHEST: Duration = Duration::days(36_525);

/// How a clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Mode {
    /// It shows the real time.
    Real,
    /// It goes, ahead of the real one.
    Offset,
    /// It stands.
    Frozen,
}

/// What a clock shows, in whole milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// How it goes.
    pub mode: Mode,
    /// The account's present.
    pub now: OffsetDateTime,
    /// The real time.
    pub real: OffsetDateTime,
}

/// What is asked of a clock.
#[derive(Clone, Copy, Debug)]
pub enum Wish {
    /// So much is to pass.
    By(Duration),
    /// The next thing is to fall due.
    Next,
    /// It is to go so, from this time on, or from the present.
    Set(Mode, Option<OffsetDateTime>),
}

/// Where a clock goes, and how from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The time that it will show.
    pub until: OffsetDateTime,
    /// How it goes then.
    pub mode: Mode,
}

/// Why a clock isn't moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It would run backwards.
    Backwards,
    /// It would be more than [`FARTHEST`] ahead.
    TooFar,
}

impl Wish {
    /// Where a clock goes by this wish, if anywhere. `next` is when the next thing falls due.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn course(self, reading: &Reading, next: Option<OffsetDateTime>) -> Result<Option<Course>, Refused> {
        let Reading { mode, now, real } = *reading;
        let going = if mode == Mode::Real { Mode::Offset } else { mode };
        let course = match self {
            Self::By(span) => Course { until: now.checked_add(span).ok_or(Refused::TooFar)?, mode: going },
            Self::Next => match next {
                Some(due) => Course { until: due.max(now), mode: going },
                None => return Ok(None),
            },
            Self::Set(Mode::Real, _) => Course { until: real, mode: Mode::Real },
            Self::Set(mode, at) => Course { until: at.unwrap_or(now), mode },
        };
        if course.until < now {
            return Err(Refused::Backwards);
        }
        if course.until > real && course.until - real > FARTHEST {
            return Err(Refused::TooFar);
        }
        Ok(Some(course))
    }
}

/// A span such as `72h`: a whole number of ms, s, m, h or d. `None` for another text, and for more than [`FARTHEST`].
#[must_use]
pub fn span(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let ms = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let span = Duration::milliseconds(number.parse::<i64>().ok()?.checked_mul(ms)?);
    (span <= FARTHEST).then_some(span)
}
