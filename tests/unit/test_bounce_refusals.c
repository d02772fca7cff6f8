// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of what mail servers' refusals mean, by what their programs write.
#include "unit/unit.h"

#include "filters/bounce/status.h"

static const struct {
	const char *want, *text;
} refusals[] = {
	{"0.911", "550 Recipient address rejected: User unknown in relay "
		  "recipient table"},
	{"0.911", "550 #5.1.0 Address rejected."},
	{"0.911", "550 Address rejected anna@x.example"},
	{"0.911", "550 5.1.0 Address rejected"},
	{"0.911", "550 Cannot find user"},
	{"0.911", "550 Mailbox is unavailable"},
	{"0.911", "550 Unable to find user anna"},
	{"0.911", "550 user anna is not a mail user here"},
	{"0.922", "Account is full"},
	{"0.922", "Sorry, the user's maildir has overdrawn his diskspace "
		  "quota, please try again later"},
	{"0.922", "the recipient's mailbox is over its size limit"},
	{"0.922", "STOREDRV.Deliver.Exception:QuotaExceededException."
		  "MapiExceptionShutoffQuotaExceeded"},
	{"0.922", "Mailbox over limit"},
	{"0.922", "mailbox has reached its limit"},
	{"0.922", "De mailbox is vol"},
	{"0.922", "Przekroczono limit miejsca"},
	{"0.921", "550 recipient is not accepting messages: account dormant"},
	{"0.912", "The domain x.example could not be found"},
	{"0.912", "Die Domain konnte nicht gefunden werden"},
	{"0.912", "Bad destination system address"},
	{"0.912", "invalid destination domain"},
	{"0.932", "Domain of recipient does not accept mail (nullMX)"},
	{"3.4", "message exceeded the maximum allowed size"},
	{"3.4",
	 "550 Message rejected because it is larger than the maximum size"},
	{"3.4", "This message is larger than the current system limit"},
	{"3.4", "tamanho da mensagem excede"},
	{"0.971", "554 RBL rejection"},
	{"0.971", "Connection refused by blacklist"},
	{"0.971", "550 Administrative prohibition: your host is blocked"},
	{"0.971", "550 JunkMail rejected - mail.x.example [192.0.2.1] is in an "
		  "RBL, see"},
	{"0.971", "554 Ihre IP-Adresse wurde abgelehnt"},
	{"0.945", "451 4.7.1 Please slow down"},
	{"0.945", "421 4.7.28 Gmail has detected an unusual rate of email"},
	{"0.945", "452 Too many recipients received this hour"},
	{"0.945", "450 Requested mail action not taken: sending too fast"},
	{"0.945", "421 Exceeded the max connections"},
	{"0.945", "Domain x.example has exceeded the max emails per hour "
		  "(25/20 (125%)) allowed. Message discarded."},
	{"7.26", "550 Please see http://www.openspf.org/Why?id=a"},
	{"7.26", "550 DKIM verification failed"},
	{"7.26", "550 5.7.1 Email rejected per SPF policy"},
	{"7.26", "rejected by SPF"},
	{"7.26", "550 5.7.515 Access denied, sending domain does not meet the "
		 "required authentication level"},
	{"7.26", "SPF_FAIL"},
	{"7.26", "SPF (Sender Policy Framework) domain authentication fail"},
	{"0.973", "554 5.7.1 Bad DNS PTR resource record."},
	{"0.973",
	 "550 no DNS A-data returned / hostname does not match reverse"},
	{"0.973", "The IP address has no reverse name"},
	{"0.974", "550 5.7.1 Messages missing a valid messageId header are not "
		  "accepted."},
	{"0.974", "554 Message not RFC compliant: missing From: header"},
	{"0.974", "554 5.6.0 Mail header syntax error; missing Date header"},
	{"0.974", "451 See http://pobox.com/~djb/docs/smtplf.html."},
	{"0.974", "552 5.6.0 Headers too large (32768 max)"},
	{"6.0", "552-5.7.0 This message was blocked because its content "
		"presents a potential security issue."},
	{"6.0", "554 Infected message refused"},
	{"0.972", "550 Mail refused by administrative rule"},
	{"0.972", "550 Rejected by header based manually Blocked Senders"},
	{"0.972", "Envelope blocked - User Entry"},
	{"0.976", "MTA-STS policy requires TLS"},
	{"0.976", "SSL routines error"},
	{"0.976", "No TLS, encryption required"},
	{"7.1", "551 we don't handle mail for x.example"},
	{"7.1", "551 User not local; please try forwarding"},
	{"7.1", "550 Domain not hosted here"},
	{"0.918", "550 You are not allowed to send mail to this recipient"},
	{"0.918", "RESOLVER.RST.NotAuthorized; not authorized"},
	{"0.918", "553 5.5.4 domain name required for sender address"},
	{"0.918", "remetente rejeitado"},
	{"0.918", "550 sender blocked by recipient"},
	{"0.910", "550 Blocked by the user's filter"},
	{"0.910", "User is currently not accepting mail"},
	{"0.910", "This user has blocked you"},
	{"0.947", "Connected to 192.0.2.1 but connection died. (#4.4.2)"},
	{"0.947", "Delivery is taking longer than expected; still trying"},
	{"0.947", "451 Greylisting in action, please come back later"},
	{"0.944", "Local configuration error: MX list for x.example points "
		  "back to mail"},
	{"0.930", "554 Could not process message"},
	{"0.930", "Unable to look up user in the database"},
	{"0.930", "Server is too busy"},
	{"0.930", "421 service shutting down"},
	{"0.930", "User lookup failed"},
	{"0.930", "Interner Fehler"},
	{"0.931", "mail system full"},
	{"0.939", "child returned 1 / user defined signal"},
	{"0.939", ".forward: execution failed"},
	{"0.939", "maildrop: unable to open mailbox"},
	{"0.902", "555 Unsupported option: SIZE"},
	{"0.902", "501 5.5.2 Invalid command or cannot parse to address"},
	{"0.902", "503 RCPT first"},
	{"1.6", "recipient has changed address; please use"},
	{"7.0", "535 Authentication failed"},
	{"0.932", "550 No MX found for domain"},
	{"0.932", "Destination seem to reject all mails"},
	{"0.944", "Network error on destination MXs"},
	{"0.944", "Address family mismatch on destination MXs"},
	{"0.944", "I'm listed as a best-preference MX or A for that host"},
	{"0.912", "all host address lookups failed permanently"},
	{"0.921", "Mailaddress is administratively disabled"},
	{"0.921", "The user(s) account is temporarily limited"},
	{"0.971", "550 Suspected spam ip"},
	{"0.971", "We do not accept email from dynamic IP's"},
	{"7.0", "550 Please turn on SMTP Authentication in your mail client"},
};

static void test_refusals_mean_a_status(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
		const char *code = status_meaning(span_of(refusals[i].text));

		same_text(refusals[i].text, code == NULL ? "" : code,
			  refusals[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals_mean_a_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
