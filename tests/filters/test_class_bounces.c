// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the filter class: what reads like a bounce, by systems and people.
#include "filters/class_test.h"

#define POSTMASTER "From: postmaster@x.example\nReturn-Path: <>"

static void test_class_bounces_are_known_in_many_languages(void **state)
{
	static const struct row rows[] = {
		{"Italian", POSTMASTER, "Messaggio non recapitato",
		 "Vedi sotto.", CLASS_DSN, "D2", NULL},
		{"Italian text", POSTMASTER, "Avviso",
		 "La consegna ai seguenti destinatari non è riuscita:\n"
		 "bert@y.example\n",
		 CLASS_DSN, "D2", NULL},
		{"Spanish", POSTMASTER, "Correo no entregado", "-", CLASS_DSN,
		 "D2", NULL},
		{"Spanish text", POSTMASTER, "Aviso",
		 "Su mensaje no pudo ser entregado a bert@y.example\n",
		 CLASS_DSN, "D2", NULL},
		{"Portuguese", POSTMASTER, "Não é possível entregar: Pedido",
		 "-", CLASS_DSN, "D2", NULL},
		{"French", POSTMASTER, "Échec de distribution", "-", CLASS_DSN,
		 "D2", NULL},
		{"German text", POSTMASTER, "Ihre Bestellung",
		 "Die Zustellung Ihrer Nachricht ist fehlgeschlagen.\n",
		 CLASS_DSN, "D2", NULL},
		{"Dutch", POSTMASTER, "Melding",
		 "Uw bericht kon niet worden afgeleverd.\n", CLASS_DSN, "D2",
		 NULL},
		{"Swedish", POSTMASTER, "Olevererbar: Order", "-", CLASS_DSN,
		 "D2", NULL},
		{"Finnish", POSTMASTER, "Tilaus",
		 "Viestiä ei voitu toimittaa.\n", CLASS_DSN, "D2", NULL},
		{"Polish", POSTMASTER, "Zwrot wiadomości", "-", CLASS_DSN, "D2",
		 NULL},
		{"Romanian", POSTMASTER, "Nelivrabil: Comanda", "-", CLASS_DSN,
		 "D2", NULL},
		{"Turkish", POSTMASTER, "Teslim Edilemedi: Sipariş", "-",
		 CLASS_DSN, "D2", NULL},
		{"Russian", POSTMASTER, "НЕДОСТАВЛЕННОЕ СООБЩЕНИЕ", "-",
		 CLASS_DSN, "D2", NULL},
		{"Greek", POSTMASTER, "Δεν είναι δυνατή η παράδοση", "-",
		 CLASS_DSN, "D2", NULL},
		{"Chinese", POSTMASTER, "未传递: 订单", "-", CLASS_DSN, "D2",
		 NULL},
		{"Taiwanese", POSTMASTER, "無法傳遞: 訂單", "-", CLASS_DSN,
		 "D2", NULL},
		{"a content filter", POSTMASTER, "VIRUS IN MAIL FROM YOU",
		 "Our content checker found virus: Eicar\n"
		 "Delivery of the email was stopped!\n",
		 CLASS_DSN, "D2", NULL},
		{"a person's null sender", "Return-Path: <>", "Printer",
		 "Your offer was rejected by our board.\n", CLASS_MACHINE, "D2",
		 NULL},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_class_people_write_of_deliveries(void **state)
{
	static const struct row rows[] = {
		{"a parcel, English", "", "Delivery failed",
		 "Hi,\nmy parcel was not delivered today.\nThe tracking says "
		 "delivery failed.\nAnna\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"a parcel, German", "", "Zustellung fehlgeschlagen",
		 "Guten Tag,\nmein Paket konnte nicht zugestellt werden.\n"
		 "Bitte liefern Sie noch einmal.\nAnna\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"a parcel, Spanish", "", "Entrega fallida",
		 "Hola, mi paquete no se pudo entregar.\nGracias\nAnna\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"a parcel, Italian", "", "Mancata consegna",
		 "Buongiorno, la consegna non è riuscita.\nGrazie\nAnna\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"a parcel, Portuguese", "", "Falha na entrega",
		 "Olá, o meu pedido não foi entregue.\nAna\n", CLASS_HUMAN,
		 NULL, "D6"},
		{"a parcel, Turkish", "", "Teslim edilemedi",
		 "Merhaba, kargom teslim edilemedi.\nAnna\n", CLASS_HUMAN, NULL,
		 "D6"},
		{"mail trouble", "", "Undeliverable mail",
		 "Hello, I get undeliverable mail when I write to "
		 "bert@y.example.\nDelivery has failed. Could you check?\n"
		 "Anna\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"mail trouble, German", "", "Mails nicht zugestellt",
		 "Hallo,\nmeine Mails an bert@y.example werden nicht "
		 "zugestellt, mit \"550 User unknown\".\nAnna\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"the own address below", "", "Delivery failed",
		 "Hi,\nmy parcel was not delivered.\nAnna\n"
		 "anna@client.example\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"a signature with an address", "", "Delivery failed",
		 "Hello,\nmy order was not delivered yesterday.\n\n"
		 "Anna Muster\nMuster Ltd.\ninfo@muster.example\n",
		 CLASS_HUMAN, NULL, "D6"},
		{"on a list", "List-Id: <mta.lists.example>",
		 "Mail delivery failed",
		 "Has anybody seen this?\nA message could not be delivered to "
		 "the following address:\n\n  bert@y.example\n",
		 CLASS_LIST, "D6", NULL},
		{"a postmaster answers", "From: postmaster@y.example",
		 "Re: mail problem",
		 "Hi, your message was not delivered because the address was "
		 "wrong.\nI fixed it, please try again.\nKarl\n",
		 CLASS_HUMAN, NULL, "D4"},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_class_bounces_by_words_name_a_recipient(void **state)
{
	static const struct row rows[] = {
		{"alone in its line", "", "Delivery failed",
		 "Your message could not be delivered to\n\nbert@y.example\n",
		 CLASS_DSN, "D6", NULL},
		{"behind a label", "", "Delivery failed",
		 "Your message could not be delivered.\n"
		 "Recipient: <bert@y.example>\n",
		 CLASS_DSN, "D6", NULL},
		{"with the mail that came back", "", "Delivery failed",
		 "Your message could not be delivered.\n\n"
		 "Received: from a.example by b.example; Mon, 2 Mar 2020\n"
		 "Subject: Order\n",
		 CLASS_DSN, "D6", NULL},
		{"a postmaster's", "From: postmaster@y.example", "Notice",
		 "Your message could not be delivered.\n"
		 "RCPT TO: bert@y.example\n",
		 CLASS_DSN, "D4", NULL},
	};

	(void)state;
	check_rows(rows, G_N_ELEMENTS(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_class_bounces_are_known_in_many_languages),
		cmocka_unit_test(test_class_people_write_of_deliveries),
		cmocka_unit_test(test_class_bounces_by_words_name_a_recipient),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
