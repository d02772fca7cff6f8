// SPDX-License-Identifier: GPL-3.0-or-later
// Whom servers do not know, and how they refuse, in many languages.
#include <stddef.h>

#include "filters/bounce/phrases.h"
#include "filters/bounce/sentence.h"

/* Who, or what, is not there. */
static const char *const somebody[] = {
	"benutzer",	 "empfanger",	 "postfach", "adress",
	"konto",	 "utilisateur",	 "destinat", "boite",
	"compte",	 "usuario",	 "buzon",    "casilla",
	"direccion",	 "cuenta",	 "caixa",    "endereco",
	"conta ",	 "utente",	 "casella",  "indirizzo",
	"gebruiker",	 "ontvanger",	 " adres",   "mottagar",
	"anvandar",	 "modtager",	 "bruger",   "bruker",
	"mottaker",	 "vastaanottaj", "kayttaj",  "osoit",
	"postilaatikko", "uzytkownik",	 "odbiorc",  "skrzynk",
	"uzivatel",	 "prijemc",	 "schrank",  "cimzett",
	"felhasznalo",	 "utilizator",	 "kullanıc", "alıcı",
	"пользоват",	 "получател",	 "ящик",     "адрес",
	"користувач",	 "отримувач",	 "χρήστη",   "παραλήπτη",
	"用户",		 "用戶",	 "使用者",   "收件人",
	"邮箱",		 "信箱",	 "地址",     "帐号",
	"ユーザ",	 "アドレス",	 "宛先",     "수신자",
	"사용자",	 "주소",	 NULL,
};

static const char *const missing[] = {
	"nicht vorhanden",
	"nicht gefunden",
	"existiert nicht",
	"ungultig",
	"unbekannt",
	"invalide",
	"non valide",
	"inconnu",
	"introuvable",
	"n existe pas",
	"inexist",
	"invalido",
	"invalida",
	"no valid",
	"no existe",
	"no encontrad",
	"no se encontr",
	"desconocid",
	"nao existe",
	"nao encontrad",
	"desconhecid",
	"non valid",
	"non esist",
	"inesistent",
	"non trovat",
	"sconosciut",
	"bestaat niet",
	"niet gevonden",
	"ongeldig",
	"onbekend",
	"hittades inte",
	"finns inte",
	"ogiltig",
	"okand",
	"findes ikke",
	"finnes ikke",
	"ugyldig",
	"ukendt",
	"ukjent",
	"ei loydy",
	"tuntematon",
	"nie istnieje",
	"nie znalezion",
	"nie ma takiego",
	"brak takiego",
	"nieprawidłow",
	"nieznan",
	"neexistuje",
	"nenalezen",
	"neplatn",
	"neznam",
	"nem letezik",
	"nem talal",
	"ervenytelen",
	"ismeretlen",
	"necunoscut",
	"bulunamad",
	"gecersiz",
	" yok",
	"нет такого",
	"такого",
	"не найден",
	"не существу",
	"недействит",
	"неверн",
	"неизвест",
	"не існу",
	"δεν υπάρχει",
	"άγνωστ",
	"无效",
	"無效",
	"不存在",
	"找不到",
	"不明",
	"見つかりません",
	"存在しません",
	"찾을 수 없",
	"존재하지",
	NULL,
};

const struct sentence sentences_of_nobody[] = {
	{somebody, missing, NULL, USER_UNKNOWN},
	{NULL, NULL, NULL, NULL},
};

static const char *const late[] = {
	"zeituberschreitung", "abgelaufen",    "antwortet nicht",
	"delai d attente",    "delai depasse", "ne repond pas",
	"tiempo de espera",   "no responde",   "tempo scaduto",
	"tempo limite",	      "non risponde",  "nao responde",
	"reageert niet",      "svarar inte",   "svarer ikke",
	"ei vastaa",	      "limit czasu",   "nie odpowiada",
	"тайм аут",	      "таймаут",       "время ожидания",
	"не отвечает",	      "超时",	       "逾時",
	"タイムアウト",	      "시간 초과",     NULL,
};

static const char *const files[] = {
	" anhang",	  "anhange", "dateityp", "piece jointe",
	"pieces jointes", "adjunto", "anexo",	 "allegat",
	"bijlage",	  "bilaga",  "vedlegg",	 "załacznik",
	"вложени",	  "附件",    "添付",	 NULL,
};

static const char *const forbidden[] = {
	"unzulassig",	"verboten",    "nicht erlaubt",	  "blockiert",
	"interdit",	"non autoris", "bloque",	  "prohibid",
	"no permitid",	"proibid",     "non consentit",	  "vietat",
	"bloccat",	"verboden",    "niet toegestaan", "tillats inte",
	"ikke tillatt", "niedozwolon", "zabronion",	  "запрещ",
	"禁止",		NULL,
};

static const char *const viruses[] = {"вирус",	  "病毒",     "ウイルス",
				      "バイルス", "바이러스", NULL};

static const char *const rules[] = {
	"richtlinie", "politique de", "directiva de", "politica de",
	"beleid",     "polityk",      "политик",      "策略",
	"ポリシー",   "정책",	      NULL,
};

static const char *const crowds[] = {
	"zu viele verbindung",
	"zu viele nachricht",
	"trop de connexion",
	"trop de message",
	"demasiadas conexion",
	"demasiados mensaje",
	"troppe connession",
	"troppi messagg",
	"muitas conex",
	"muitas mensagens",
	"te veel verbinding",
	"слишком много",
	"过于频繁",
	"频率",
	NULL,
};

static const char *const errors[] = {
	"interner fehler", "erreur interne",
	"error interno",   "errore interno",
	"erro interno",	   "interne fout",
	"internt fel",	   "wewnetrzny",
	"внутренн",	   "内部错误",
	"系统错误",	   "系統錯誤",
	"内部エラー",	   NULL,
};

static const char *const circles[] = {
	"schleife", "boucle", "bucle",	"petla",
	"зациклив", "петл",   "ループ", NULL,
};

static const char *const proofs[] = {
	"authentifizierung",
	"authentification",
	"autenticacion",
	"autenticazione",
	"autenticacao",
	"аутентификац",
	"身份验证",
	"認証",
	NULL,
};

static const char *const refusals[] = {
	"abgelehnt", "zuruckgewiesen", "verweigert", "refuse ",	 "rejete",
	"rechazad",  "rejeitad",       "rifiutat",   "respint",	 "geweigerd",
	"odrzucon",  "отклонен",       "отклонён",   "отказано", "拒绝",
	"拒絕",	     "拒否",	       "거부",	     NULL,
};

const struct sentence sentences_of_refusals[] = {
	{files, forbidden, NULL, CONTENT},
	{NULL, viruses, NULL, CONTENT},
	{NULL, crowds, NULL, TOO_MANY},
	{NULL, rules, NULL, POLICY},
	{NULL, proofs, NULL, NO_RIGHTS},
	{NULL, circles, NULL, NETWORK_ERROR},
	{NULL, errors, NULL, SYSTEM_ERROR},
	{NULL, late, NULL, EXPIRED},
	{NULL, refusals, NULL, REJECTED},
	{NULL, NULL, NULL, NULL},
};
