//! What tests need to be there before they begin: numbers, sender IDs, pools.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::request_phone_number::RequestPhoneNumberError,
    operation::request_phone_number::builders::RequestPhoneNumberFluentBuilder,
    types::{MessageType, NumberCapability, RequestableNumberType},
};

/// Makes resources through the API and answers their ids.
pub struct Fixture(pub Client);

/// A request for a US simulator number, complete but for what a test changes.
pub fn simulator(client: &Client) -> RequestPhoneNumberFluentBuilder {
    client
        .request_phone_number()
        .iso_country_code("US")
        .message_type(MessageType::Transactional)
        .number_capabilities(NumberCapability::Sms)
        .number_type(RequestableNumberType::Simulator)
}

impl Fixture {
    /// A US simulator number, or a long code once those are all leased: its PhoneNumberId.
    pub async fn number(&self) -> String {
        let answer = match simulator(&self.0).send().await {
            Err(error)
                if error.as_service_error().is_some_and(RequestPhoneNumberError::is_resource_not_found_exception) =>
            {
                simulator(&self.0).number_type(RequestableNumberType::LongCode).send().await
            }
            answer => answer,
        };
        answer.expect("a number is there").phone_number_id.expect("it has an id")
    }

    /// A sender ID of a country for transactional messages: its text.
    pub async fn sender_id(&self, text: &str, country: &str) -> String {
        let request = self.0.request_sender_id().sender_id(text).iso_country_code(country);
        request.send().await.expect("the country has sender IDs").sender_id
    }

    /// A pool made from a US simulator number: its PoolId.
    pub async fn pool(&self) -> String {
        let number = self.number().await;
        self.pool_of(&number, "US").await
    }

    /// A transactional pool made from this identity: its PoolId.
    pub async fn pool_of(&self, identity: &str, country: &str) -> String {
        let request = self
            .0
            .create_pool()
            .origination_identity(identity)
            .iso_country_code(country)
            .message_type(MessageType::Transactional);
        request.send().await.expect("the identity founds a pool").pool_id.expect("it has an id")
    }

    /// Puts an identity into a pool.
    pub async fn associate(&self, pool: &str, identity: &str, country: &str) {
        let request = self
            .0
            .associate_origination_identity()
            .pool_id(pool)
            .origination_identity(identity)
            .iso_country_code(country);
        request.send().await.expect("the identity joins");
    }

    /// A long code of a country for transactional messages: its PhoneNumberId.
    pub async fn long_code(&self, country: &str) -> String {
        let request = simulator(&self.0).iso_country_code(country).number_type(RequestableNumberType::LongCode);
        let answer = request.send().await.expect("the country has long codes");
        answer.phone_number_id.expect("it has an id")
    }

    /// An opt-out list: its name.
    pub async fn list(&self, name: &str) -> String {
        let answer = self.0.create_opt_out_list().opt_out_list_name(name).send().await.expect("the name is free");
        answer.opt_out_list_name.expect("it has a name")
    }

    /// Gives a pool or number a keyword.
    pub async fn keyword(&self, owner: &str, keyword: &str, message: &str) {
        let request = self.0.put_keyword().origination_identity(owner).keyword(keyword).keyword_message(message);
        request.send().await.expect("the owner takes keywords");
    }

    /// Takes an identity out of a pool.
    pub async fn disassociate(&self, pool: &str, identity: &str, country: &str) {
        let request = self
            .0
            .disassociate_origination_identity()
            .pool_id(pool)
            .origination_identity(identity)
            .iso_country_code(country);
        request.send().await.expect("the identity leaves");
    }
}
