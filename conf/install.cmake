# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the configuration where the program looks for it; what an operator
# has there already is never replaced. Told: SOURCE, this folder; SYSCONFDIR.
if(IS_ABSOLUTE "${SYSCONFDIR}")
	set(etc "${SYSCONFDIR}")
elseif(SYSCONFDIR STREQUAL "etc" AND
	CMAKE_INSTALL_PREFIX MATCHES "^/(usr(/local)?/?)?$")
	# /usr/etc is read by nobody, and neither is /usr/local/etc.
	set(etc /etc)
else()
	set(etc "${CMAKE_INSTALL_PREFIX}/${SYSCONFDIR}")
endif()

file(GLOB files RELATIVE "${SOURCE}" "${SOURCE}/tixgate.conf"
	"${SOURCE}/ack/*.txt")
foreach(file ${files})
	set(place "${etc}/tixgate/${file}")
	if(EXISTS "$ENV{DESTDIR}${place}" OR IS_SYMLINK "$ENV{DESTDIR}${place}")
		message(STATUS "Kept: $ENV{DESTDIR}${place}")
		continue()
	endif()
	get_filename_component(folder "${place}" DIRECTORY)
	file(INSTALL "${SOURCE}/${file}" DESTINATION "${folder}")
endforeach()
