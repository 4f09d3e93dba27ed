//! Ids that are made of a prefix and the key of a row.

/// An id made of a prefix and a row's key.
macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        ///
        /// Documented: the prefix and 32 lower-case hexadecimal digits. A text of another form names nothing that exists.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
        pub struct $name(String);

        impl $name {
            /// The id as a request wrote it.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id of the row with this key.
            #[must_use]
            pub fn of(key: Uuid) -> Self {
                Self(format!(concat!($prefix, "{}"), key.simple()))
            }

            /// The key of its row; `None` if no id has this form.
            #[must_use]
            pub fn key(&self) -> Option<Uuid> {
                let key = Uuid::try_parse(self.0.strip_prefix($prefix)?).ok()?;
                (*self == Self::of(key)).then_some(key)
            }

            /// The id as the API shows it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

pub(super) use uuid_id;
