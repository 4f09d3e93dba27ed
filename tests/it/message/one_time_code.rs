//! One-time codes: forty texts in six languages, with years, amounts, phone numbers and orders beside the code, or without one.

use callsign::domain::message::one_time_code::codes;

/// The texts, each with its code; `None` where there is none.
const TEXTS: [(&str, Option<&str>); 40] = [
    // English
    ("Your verification code is 482913. It expires in 10 minutes.", Some("482913")),
    ("482 913 is your Callsign code. Don't share it with anyone.", Some("482913")),
    ("G-731904 is your Google verification code.", Some("731904")),
    ("Your PIN: 4821. Call +1 206 555 0142 if you didn't ask for it.", Some("4821")),
    ("Order 77123: use passcode 90417 to confirm the payment of $1,299.00.", Some("90417")),
    ("Use OTP 2024 to sign in. (c) 2026 Example Inc.", Some("2024")),
    ("Your Example code is 123-456\n\n@example.com #123456", Some("123456")),
    ("Sign in to Example\n@login.example.com #A1B2C3", Some("A1B2C3")),
    ("FLIGHT AA 1024 on 2026-11-27 at 12:30. Check in with code 7781.", Some("7781")),
    ("91827364", Some("91827364")),
    ("To verify your number reply with 55213", Some("55213")),
    ("Your verification code for order 48213 is 991822.", Some("991822")),
    ("Card ending in 4821 was charged $1250.00 on 11/27/2026.", None),
    ("Your order #77123 has shipped. Track it: https://ex.co/t/889123", None),
    ("Sale! 50% off until 2026. Call 1-800-555-0100.", None),
    ("See you at 12:30 tomorrow.", None),
    // German
    ("Ihr Bestätigungscode lautet 604812. Gültig bis 27.11.2026.", Some("604812")),
    ("TAN 381 204 für Ihre Überweisung über 1.250,00 EUR an Konto 4711.", Some("381204")),
    ("Bestellung 55213 vom 27.11.2026: Ihr Sicherheitscode ist 8890.", Some("8890")),
    ("Ihr Paket kommt morgen zwischen 10:00 und 12:00 Uhr. Rechnung 55213.", None),
    ("Seit 1998 für Sie da: 2000 Punkte geschenkt. Tel. 030 1234567.", None),
    // French
    ("Votre code de vérification est le 12 34 56.", Some("123456")),
    ("Commande 77123 : votre code est 5503. Ne le communiquez à personne.", Some("5503")),
    ("Mot de passe à usage unique : 774410. Montant : 1 299,00 €", Some("774410")),
    ("Votre commande 77123 de 2500 € arrive demain.", None),
    ("Rendez-vous le 27/11/2026 à 14:30. Tél. 01 23 45 67 89", None),
    // Spanish
    ("Su código de verificación es: 330917", Some("330917")),
    ("Pedido 48213: introduce la clave 6620 antes de las 23:59.", Some("6620")),
    ("778201 es tu contraseña de un solo uso. No la compartas.", Some("778201")),
    ("Compra de 1500 pesos con tarjeta **** 4821 el 27-11-2026.", None),
    ("Feliz 2026 de parte de todos.", None),
    // Portuguese
    ("Seu código de acesso: 4455-6677", Some("44556677")),
    ("Use a senha 90210 para confirmar a transferência de R$ 2500.", Some("90210")),
    ("O seu código de verificação da Loja é 118822. Encomenda 55213.", Some("118822")),
    ("A sua encomenda 55213 foi entregue. Fatura 2026/1189.", None),
    // Japanese
    ("認証コード:482913。10分以内に入力してください。", Some("482913")),
    ("ワンタイムパスワードは 9921 です。注文番号 77123", Some("9921")),
    ("【例】確認コード 551-230 を入力してください", Some("551230")),
    ("ご注文 77123 を2026年11月27日に発送しました。合計 4980円", None),
    ("お問い合わせ番号 5521-9087-1123 でお調べください。", None),
];

#[test]
fn each_of_forty_texts_has_its_code_or_none() {
    let wrong: Vec<String> = TEXTS
        .iter()
        .map(|(text, code)| (text, *code, codes(text)))
        .filter(|(_, code, found)| found.first().map(String::as_str) != *code)
        .map(|(text, code, found)| format!("{text:?}: {code:?}, not {found:?}"))
        .collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn other_numbers_that_may_be_codes_follow_the_likeliest() {
    assert_eq!(codes("Your code is 482913, or 77120."), ["482913", "77120"]);
    assert_eq!(codes("@example.com #not the last line\nno code"), [""; 0]);
}
