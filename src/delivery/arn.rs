//! The parts of an ARN that say which service a record is for, and what it is called there.

/// `arn:partition:service:region:account:resource`.
pub(super) struct Arn<'t> {
    pub(super) service: &'t str,
    pub(super) region: &'t str,
    pub(super) account_id: &'t str,
    pub(super) resource: &'t str,
}

impl<'t> Arn<'t> {
    /// `None` for what is no ARN.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (Some("arn"), Some(_partition)) = (parts.next(), parts.next()) else { return None };
        Some(Self {
            service: parts.next()?,
            region: parts.next()?,
            account_id: parts.next()?,
            resource: parts.next().filter(|resource| !resource.is_empty())?,
        })
    }
}
