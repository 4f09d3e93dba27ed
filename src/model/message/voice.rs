//! What a voice message is spoken with.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};

/// How the body of a voice message is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum VoiceMessageBodyTextType {
    /// Plain text. Documented: the default.
    #[default]
    Text,
    /// Speech Synthesis Markup Language.
    Ssml,
}

/// The voices of Amazon Polly. Documented: MATTHEW is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
#[expect(missing_docs, reason = "AWS's own words: the voices' names")]
pub enum VoiceId {
    Amy,
    Astrid,
    Bianca,
    Brian,
    Camila,
    Carla,
    Carmen,
    Celine,
    Chantal,
    Conchita,
    Cristiano,
    Dora,
    Emma,
    Enrique,
    Ewa,
    Filiz,
    Geraint,
    Giorgio,
    Gwyneth,
    Hans,
    Ines,
    Ivy,
    Jacek,
    Jan,
    Joanna,
    Joey,
    Justin,
    Karl,
    Kendra,
    Kimberly,
    Lea,
    Liv,
    Lotte,
    Lucia,
    Lupe,
    Mads,
    Maja,
    Marlene,
    Mathieu,
    #[default]
    Matthew,
    Maxim,
    Mia,
    Miguel,
    Mizuki,
    Naja,
    Nicole,
    Penelope,
    Raveena,
    Ricardo,
    Ruben,
    Russell,
    Salli,
    Seoyeon,
    Takumi,
    Tatyana,
    Vicki,
    Vitoria,
    Zeina,
    Zhiyu,
}
