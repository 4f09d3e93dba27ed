//! What the API shows of the state.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    error::SdkError,
    operation::{describe_phone_numbers::DescribePhoneNumbersError, describe_pools::DescribePoolsError},
    types::{PhoneNumberInformation, PoolInformation, SenderIdAndCountry, SenderIdInformation},
};

use super::{ACCOUNT, REGION};

/// An SNS topic that two-way messages can go to.
pub const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:replies";

/// A role that may write to [`TOPIC`].
pub const ROLE: &str = "arn:aws:iam::000000000000:role/replies";

/// The ARN of the resource with this path (`pool/pool-…`) in [`ACCOUNT`] and [`REGION`].
pub fn arn(path: &str) -> String {
    format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}:{path}")
}

/// Reads resources through the API.
pub struct View(pub Client);

impl View {
    /// What DescribePools says about a pool.
    pub async fn pool(&self, id: &str) -> PoolInformation {
        self.find_pool(id).await.expect("the pool is there")
    }

    /// What DescribePools says about a pool, if anything.
    pub async fn find_pool(&self, id: &str) -> Result<PoolInformation, SdkError<DescribePoolsError>> {
        let mut pools = self.0.describe_pools().pool_ids(id).send().await?.pools.expect("the answer has pools");
        Ok(pools.pop().expect("there is one"))
    }

    /// What DescribePhoneNumbers says about a number.
    pub async fn number(&self, id: &str) -> PhoneNumberInformation {
        self.find_number(id).await.expect("the number is there")
    }

    /// What DescribePhoneNumbers says about a number, if anything.
    pub async fn find_number(&self, id: &str) -> Result<PhoneNumberInformation, SdkError<DescribePhoneNumbersError>> {
        let answer = self.0.describe_phone_numbers().phone_number_ids(id).send().await?;
        Ok(answer.phone_numbers.expect("the answer has numbers").pop().expect("there is one"))
    }

    /// What DescribeSenderIds says about a sender ID.
    pub async fn sender_id(&self, text: &str, country: &str) -> SenderIdInformation {
        let wanted = SenderIdAndCountry::builder().sender_id(text).iso_country_code(country).build();
        let request = self.0.describe_sender_ids().sender_ids(wanted.expect("both members are there"));
        let answer = request.send().await.expect("the sender ID is there");
        answer.sender_ids.expect("the answer has sender IDs").pop().expect("there is one")
    }

    /// The identities in a pool, in the order in which they joined.
    pub async fn identities(&self, pool: &str) -> Vec<String> {
        let answer = self.0.list_pool_origination_identities().pool_id(pool).send().await.expect("the pool is there");
        let identities = answer.origination_identities.expect("the answer has identities");
        identities.into_iter().map(|identity| identity.origination_identity).collect()
    }

    /// The monthly spend limits as `NAME enforced of max`, with `overridden` behind if they are.
    pub async fn spend_limits(&self) -> Vec<String> {
        let answer = self.0.describe_spend_limits().send().await.expect("limits are described");
        let limits = answer.spend_limits.expect("the answer has limits").into_iter();
        limits
            .map(|limit| {
                let overridden = if limit.overridden { " overridden" } else { "" };
                format!("{} {} of {}{overridden}", limit.name.as_str(), limit.enforced_limit, limit.max_limit)
            })
            .collect()
    }

    /// The keywords of a pool or number, with their messages, in alphabetical order.
    pub async fn keywords(&self, owner: &str) -> Vec<(String, String)> {
        let answer = self.0.describe_keywords().origination_identity(owner).send().await.expect("the owner is there");
        let keywords = answer.keywords.expect("the answer has keywords").into_iter();
        let mut keywords: Vec<_> = keywords.map(|keyword| (keyword.keyword, keyword.keyword_message)).collect();
        keywords.sort();
        keywords
    }
}
