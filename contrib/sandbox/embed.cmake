# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the styles and scripts of DIR into its page.html: the C array in OUT.
file(READ "${DIR}/page.html" page)
foreach(part page.css page.js page_paint.js)
	file(READ "${DIR}/${part}" text)
	string(REPLACE "@${part}@" "\n${text}" page "${page}")
endforeach()
string(HEX "${page}" hex)
string(REGEX REPLACE "(................................)" "\\1\n\t" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1, " hex "${hex}")
file(WRITE "${OUT}"
"// SPDX-License-Identifier: GPL-3.0-or-later
// The web page as a C array; made by embed.cmake.
#include \"page.h\"

const unsigned char page_html[] = {
\t${hex}0x00
};
const size_t page_html_size = sizeof(page_html) - 1;
")
