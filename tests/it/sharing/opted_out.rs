//! The numbers on a shared opt-out list.

use super::{Accounts, consumers, not_shared, own};
use crate::harness::{Fixture, OTHER_ACCOUNT};

const NUMBER: &str = "+12065550123";

#[tokio::test]
async fn each_operation_needs_its_own_action() {
    let accounts = Accounts::start().await;
    let list = own("opt-out-list", &Fixture(accounts.owner()).list("Offers").await);
    let (consumer, app) = (accounts.consumer(), &accounts.app);
    let put = || consumer.put_opted_out_number().opt_out_list_name(&list).opted_out_number(NUMBER).send();
    let see = || consumer.describe_opted_out_numbers().opt_out_list_name(&list).send();
    let delete = || consumer.delete_opted_out_number().opt_out_list_name(&list).opted_out_number(NUMBER).send();
    let denied = |action: &str| not_shared(OTHER_ACCOUNT, "other", action, &list);

    accounts.share(&list, &["DescribeOptedOutNumbers", "DeleteOptedOutNumber"]).await;
    assert_eq!(app.refused(put()).await.message, denied("PutOptedOutNumber"));
    accounts.share(&list, &["PutOptedOutNumber"]).await;
    let answer = put().await.expect("the number is put");
    assert_eq!(answer.opt_out_list_arn.as_ref(), Some(&list));
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Offers"));
    assert_eq!(app.opted_out_numbers(&list).await, [NUMBER]);

    assert_eq!(app.refused(see()).await.message, denied("DescribeOptedOutNumbers"));
    assert_eq!(app.refused(delete()).await.message, denied("DeleteOptedOutNumber"));
    accounts.share(&list, &["DescribeOptedOutNumbers"]).await;
    let answer = see().await.expect("the list is described");
    assert_eq!(answer.opt_out_list_arn.as_ref(), Some(&list));
    let numbers = answer.opted_out_numbers.expect("the answer has numbers");
    assert_eq!(numbers[0].opted_out_number, NUMBER);

    accounts.share(&list, &["DeleteOptedOutNumber"]).await;
    let answer = delete().await.expect("the number is taken off");
    assert_eq!(answer.opt_out_list_arn.as_ref(), Some(&list));
    assert_eq!(app.opted_out_numbers(&list).await, Vec::<String>::new());
}

#[tokio::test]
async fn both_accounts_share_one_list() {
    let accounts = Accounts::start().await;
    let list = own("opt-out-list", "Default");
    accounts.share(&list, &["*"]).await;
    for (client, list, number) in [
        (accounts.owner(), "Default", "+12065550101"),
        (accounts.consumer(), list.as_str(), "+12065550102"),
        (accounts.consumer(), "Default", "+12065550103"),
    ] {
        let request = client.put_opted_out_number().opt_out_list_name(list).opted_out_number(number);
        request.send().await.expect("the number is put");
    }

    assert_eq!(accounts.app.opted_out_numbers(&list).await, ["+12065550101", "+12065550102"]);
    let own_list = consumers("opt-out-list", "Default");
    assert_eq!(accounts.app.opted_out_numbers(&own_list).await, ["+12065550103"], "by its name, the caller's own");
    let mut seen = Vec::new();
    let mut next_token = None;
    loop {
        let request = accounts.consumer().describe_opted_out_numbers().opt_out_list_name(&list).max_results(1);
        let page = request.set_next_token(next_token).send().await.expect("the page is answered");
        seen.extend(page.opted_out_numbers.expect("the answer has numbers").into_iter().map(|of| of.opted_out_number));
        next_token = page.next_token;
        if next_token.is_none() {
            break;
        }
    }
    seen.sort();
    assert_eq!(seen, ["+12065550101", "+12065550102"]);
}
