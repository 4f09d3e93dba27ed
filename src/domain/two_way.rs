//! Two-way messaging: where incoming messages go.

/// Where incoming messages go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TwoWay {
    /// Whether they go anywhere.
    pub enabled: bool,
    /// The SNS topic or Connect endpoint they go to.
    pub channel_arn: Option<String>,
    /// The role that may write there.
    pub channel_role: Option<String>,
}

impl TwoWay {
    /// The members in which the two differ. Assumed (row 16): channel and role count only where two-way is enabled.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let mut differing = Vec::new();
        if self.enabled != other.enabled {
            differing.push("TwoWayEnabled");
        }
        if self.enabled || other.enabled {
            if self.channel_arn != other.channel_arn {
                differing.push("TwoWayChannelArn");
            }
            if self.channel_role != other.channel_role {
                differing.push("TwoWayChannelRole");
            }
        }
        differing
    }

    /// In words.
    #[must_use]
    pub fn described(&self) -> String {
        let part = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!(", {name} {value}"));
        let on = if self.enabled { "on" } else { "off" };
        let channel = part("TwoWayChannelArn", &self.channel_arn).unwrap_or_default();
        let role = part("TwoWayChannelRole", &self.channel_role).unwrap_or_default();
        format!("{on}{channel}{role}")
    }
}
