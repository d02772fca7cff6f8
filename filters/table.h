// SPDX-License-Identifier: GPL-3.0-or-later
// The filters, one line each, in their order within a phase.

X(sender)
X(verified)
X(quote)
X(forward)
X(trim)
X(priority)
X(class)
X(rules)
X(subject)
X(reference)
X(link)
X(stranger)
X(automatic)
X(storm)
X(attachments)
X(trace)
