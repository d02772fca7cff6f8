// SPDX-License-Identifier: GPL-3.0-or-later
// What servers say of mailboxes, mails and hosts, in many languages.
#include <stddef.h>

#include "filters/bounce/phrases.h"
#include "filters/bounce/sentence.h"

/* Where mail is kept, and how much of it may be. */
static const char *const boxes[] = {
	"postfach", "mailbox",	     "speicher", "kontingent",
	"boite",    "quota",	     "buzon",	 "casilla",
	"cuota",    "casella",	     "spazio",	 "caixa",
	"cota ",    "postbus",	     "postvak",	 "brevlada",
	"inkorg",   "postboks",	     "postkass", "innboks",
	"indbakke", "saapuneet",     "skrzynk",	 "miejsca",
	"schrank",  "postilaatikko", "kiintio",	 "postafiok",
	"casut",    "posta kutusu",  "kota",	 "ящик",
	"квот",	    "скриньк",	     "кутия",	 "γραμματοκιβ",
	"邮箱",	    "信箱",	     "郵箱",	 "メールボックス",
	"受信箱",   "사서함",	     "편지함",	 NULL,
};

static const char *const fulls[] = {
	" voll ",   "uberfull",	 "uberschritt", "erschopft",	"aufgebraucht",
	"zuviele",  "zu viele",	 "plein",	"satur",	"depass",
	"atteint",  "llen",	 "exced",	"supera",	"agotad",
	" pien",    "esaurit",	 "raggiunt",	"cheia",	"lotad",
	"esgotad",  "atingi",	 " vol ",	"overschreden", " full ",
	" fullt ",  " fuld ",	 " fyldt ",	"taynna",	"ylittynyt",
	"pełn",	    "przekrocz", "plna",	"preplnen",	"megtelt",
	"betelt",   " tele ",	 "plina ",	" dolu",	"asıld",
	"переполн", "превыш",	 "заполнен",	"переповн",	"перевищ",
	"пълна",    "γεμάτ",	 "πλήρ",	"满",		"滿",
	"不足",	    "超",	 "一杯",	"いっぱい",	"容量",
	"オーバー", "가득",	 "초과",	"부족",		NULL,
};

static const char *const users[] = {"benutzer", "empfanger", NULL};
static const char *const many[] = {"zuviele mails", "zu viele mails", NULL};

static const char *const mails[] = {
	"nachricht", "e mail",	   "message",	"mensaje",    "correo",
	"mensagem",  "messaggio",  "bericht",	"meddelande", "meddelelse",
	"melding",   "viesti",	   "wiadomosc", "zprav",      "uzenet",
	"mesaj",     "ileti",	   "сообщени",	"письм",      "повідомлен",
	"メール",    "メッセージ", "邮件",	"郵件",	      "메일",
	"메시지",    NULL,
};

static const char *const bigs[] = {
	"zu gross",
	"uberschreitet",
	"ist grosser als",
	"trop gros",
	"trop grand",
	"trop volumineu",
	"taille ",
	"demasiado grande",
	"tamano",
	"muito grande",
	"tamanho",
	"troppo grande",
	"dimension",
	"te groot",
	"for stor",
	"for stort",
	"liian suuri",
	"zbyt duz",
	"rozmiar",
	"prilis velk",
	"tul nagy",
	"prea mare",
	"cok buyuk",
	"размер",
	"слишком больш",
	"розмір",
	"大きすぎ",
	"サイズ",
	"过大",
	"過大",
	"大小",
	"太大",
	"너무 큽",
	"너무 크",
	"크기",
	NULL,
};

static const char *const size_limits[] = {
	"taille maximale",
	"taille limite",
	"tamano maximo",
	"tamanho maximo",
	"dimensione massima",
	"maximale grosse",
	"maximale omvang",
	"大小限制",
	"サイズ制限",
	"크기 제한",
	NULL,
};

static const char *const accounts[] = {
	"konto",   "postfach",	 "account", "benutzer", "compte", "boite",
	"cuenta",  "buzon",	 "usuario", "conta ",	"caixa",  "casella",
	"utente",  "gebruiker",	 "mailbox", "skrzynk",	"учетн",  "учётн",
	"аккаунт", "ящик",	 "ucet",    "schrank",	"fiok",	  "hesap",
	"账户",	   "帐户",	 "帐号",    "账号",	"帳號",	  "帳戶",
	"用户",	   "アカウント", "계정",    NULL,
};

static const char *const offs[] = {
	"gesperrt",	 "deaktiviert", "inaktiv",	 "nicht aktiv",
	"stillgelegt",	 "geschlossen", "suspend",	 "desactiv",
	"bloque",	 "inactif",	" ferme",	 "inactiv",
	"cancelad",	 "desativad",	"inativ",	 "encerrad",
	"sospes",	 "suspens",	"disabilitat",	 "disattivat",
	"bloccat",	 "chius",	"geblokkeerd",	 "gedeactiveerd",
	"uitgeschakeld", "opgeheven",	"avaktiver",	 "sparra",
	"sparret",	 "zablokowan",	"nieaktywn",	 "zawieszon",
	"wyłaczon",	 "zablokovan",	"zrusen",	 "letilt",
	"dondurul",	 "devre disi",	"askıya",	 "заблокирован",
	"отключен",	 "отключён",	"приостановлен", "неактивн",
	"停用",		 "冻结",	"凍結",		 "禁用",
	"停止",		 "無効",	"정지",		 "비활성",
	"휴면",		 NULL,
};

/* What by itself says that a mailbox is shut. */
static const char *const shut[] = {
	"gesperrt",   "deaktiviert",  "desactive ", "desactivad",
	"disattivat", "заблокирован", NULL,
};

static const char *const hosts[] = {
	"ip adresse",
	"adresse ip",
	"direccion ip",
	"indirizzo ip",
	"endereco ip",
	"ip adres",
	"adres ip",
	"ip адрес",
	" ip ",
	"ip地址",
	"ipアドレス",
	"ihr server",
	"ihr mailserver",
	"votre serveur",
	"su servidor",
	"il tuo server",
	NULL,
};

static const char *const bars[] = {
	"gesperrt",  "abgelehnt",  "blockiert", "bloque",	"refuse",
	"bloccat",   "rifiutat",   "rechazad",	"rejeitad",	"geblokkeerd",
	"geweigerd", "zablokowan", "odrzucon",	"заблокирован", "отклон",
	"拒绝",	     "拒絕",	   "拒否",	"차단",		NULL,
};

static const char *const black_lists[] = {
	"schwarze liste", "schwarzen liste", "sperrliste",
	"liste noire",	  "lista negra",     "lista nera",
	"zwarte lijst",	  "czarnej li",	     "черный список",
	"черном списке",  "чёрном списке",   "黑名单",
	"黑名單",	  "ブラックリスト",  NULL,
};

static const char *const spam[] = {
	"спам",	      "スパム",	       "迷惑メール",  "垃圾邮件",
	"垃圾郵件",   "스팸",	       "indesirable", "non sollicit",
	"no deseado", "nao solicitad", "indesejad",   "indesiderat",
	"ongewenst",  "нежелательн",   NULL,
};

static const char *const domains[] = {
	"domain", "domane",   "dominio", "domein",   "domen",
	"домен",  "alan adı", "域名",	 "ドメイン", "도메인",
	" hote ", " host ",   "rechner", NULL,
};

/* Whom a sentence may speak of that names a domain as well. */
static const char *const people[] = {
	"user",	      "recipient",   "mailbox",	   "account",	 "address",
	"sender",     "benutzer",    "empfanger",  "postfach",	 "konto",
	"absender",   "utilisateur", "destinat",   "boite",	 "compte",
	"expediteur", "usuario",     "buzon",	   "cuenta",	 "remit",
	"remet",      "utente",	     "casella",	   "mittente",	 "gebruiker",
	"ontvanger",  "afzender",    "uzytkownik", "odbiorc",	 "nadawc",
	"пользоват",  "получател",   "адресат",	   "отправител", "ящик",
	"用户",	      "收件人",	     "发件人",	   "邮箱",	 "ユーザ",
	"アドレス",   "宛先",	     "사용자",	   "수신자",	 NULL,
};

static const char *const no_domains[] = {
	"not be found",
	"cannot be found",
	"not found",
	"does not exist",
	"doesn t exist",
	"is invalid",
	"nicht gefunden",
	"existiert nicht",
	"unbekannt",
	"introuvable",
	"inconnu",
	"n existe pas",
	"inexist",
	"no existe",
	"no encontrad",
	"no se encontr",
	"desconocid",
	"nao existe",
	"nao encontrad",
	"desconhecid",
	"non esist",
	"inesistent",
	"non trovat",
	"sconosciut",
	"niet gevonden",
	"bestaat niet",
	"onbekend",
	"hittades inte",
	"finns inte",
	"okand",
	"findes ikke",
	"finnes ikke",
	"ukendt",
	"ukjent",
	"ei loydy",
	"tuntematon",
	"nie istnieje",
	"nie znalezion",
	"nieznan",
	"neexistuje",
	"nenalezen",
	"neznam",
	"nem letezik",
	"ismeretlen",
	"bulunamad",
	"не найден",
	"не существу",
	"неизвест",
	"不存在",
	"找不到",
	"見つかりません",
	"存在しません",
	"찾을 수 없",
	"존재하지",
	NULL,
};

static const char *const senders[] = {
	"absender", "expediteur", "remitente",	"remetente",
	"mittente", "afzender",	  "avsandar",	"avsender",
	"afsender", "nadawc",	  "отправител", "发件人",
	"寄件人",   "送信者",	  "gonderen",	NULL,
};

static const char *const unwelcome[] = {
	"abgelehnt",
	"nicht berechtigt",
	"nicht akzeptiert",
	"refus",
	"non autoris",
	"rechazad",
	"no permitid",
	"no autorizad",
	"rejeitad",
	"nao autorizad",
	"rifiutat",
	"non autorizzat",
	"geweigerd",
	"avvis",
	"afvis",
	"odrzucon",
	"отклонен",
	"отклонён",
	"拒绝",
	"拒絕",
	"拒否",
	NULL,
};

static const char *const may_not[] = {
	"nicht berechtigt",    "nicht autorisiert", "n est pas autorise",
	"n etes pas autorise", "no esta autorizad", "nao esta autorizad",
	"non autorizzat",      "niet gemachtigd",   NULL,
};

const struct sentence sentences_of_states[] = {
	{boxes, fulls, NULL, MAILBOX_FULL},
	{users, many, NULL, MAILBOX_FULL},
	{mails, bigs, senders, TOO_BIG},
	{NULL, size_limits, NULL, TOO_BIG},
	{hosts, bars, NULL, BLOCKED},
	{NULL, black_lists, NULL, BLOCKED},
	{accounts, offs, NULL, SUSPENDED},
	{NULL, shut, NULL, SUSPENDED},
	{NULL, spam, NULL, SPAM},
	{domains, no_domains, people, HOST_UNKNOWN},
	{senders, unwelcome, NULL, REJECTED},
	{NULL, may_not, NULL, REJECTED},
	{NULL, NULL, NULL, NULL},
};
