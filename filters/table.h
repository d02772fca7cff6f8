// SPDX-License-Identifier: GPL-3.0-or-later
// The filters, one line each, in their order within a phase.

X(sender)
X(quote)
X(forward)
X(trim)
X(subject)
X(reference)
X(stranger)
X(attachments)
X(trace)
