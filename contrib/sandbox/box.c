// SPDX-License-Identifier: GPL-3.0-or-later
// The sandbox: everything that its connections share.
#include "box.h"

#include "save.h"

static void unref_fault(gpointer data)
{
	fault_unref(data);
}

void box_init(struct box *box, const struct options *options)
{
	*box = (struct box){.options = options, .next_fault = 1};
	g_mutex_init(&box->lock);
	g_mutex_init(&box->stop_lock);
	g_cond_init(&box->stop_cond);
	box->desk = desk_new(options->first_number);
	keys_init(&box->keys, (guint)options->requests,
		  (gint64)(options->window * G_USEC_PER_SEC));
	box->faults = g_ptr_array_new_with_free_func(unref_fault);
	reqlog_init(&box->log);
}

void box_clear(struct box *box)
{
	desk_free(box->desk);
	keys_clear(&box->keys);
	g_ptr_array_unref(box->faults);
	reqlog_clear(&box->log);
	g_free(box->http_url);
	g_free(box->https_url);
	g_free(box->key_file);
	g_free(box->page_policy);
	g_mutex_clear(&box->lock);
	g_mutex_clear(&box->stop_lock);
	g_cond_clear(&box->stop_cond);
}

bool box_sleep(struct box *box, gint64 milliseconds)
{
	gint64 until = g_get_monotonic_time() + milliseconds * 1000;
	bool waiting = true;
	g_mutex_lock(&box->stop_lock);
	while (waiting && !box->stopping)
		waiting = g_cond_wait_until(&box->stop_cond, &box->stop_lock,
					    until);
	bool slept = !box->stopping;
	g_mutex_unlock(&box->stop_lock);
	return slept;
}

bool box_stopping(struct box *box)
{
	g_mutex_lock(&box->stop_lock);
	bool stopping = box->stopping;
	g_mutex_unlock(&box->stop_lock);
	return stopping;
}

void box_stop(struct box *box)
{
	g_mutex_lock(&box->stop_lock);
	box->stopping = true;
	g_cond_broadcast(&box->stop_cond);
	g_mutex_unlock(&box->stop_lock);
}

bool box_save(const struct box *box)
{
	g_autoptr(GError) error = NULL;
	if (!box->options->state ||
	    desk_save(box->desk, box->options->state, &error))
		return true;
	g_printerr("tixallo-sandbox: %s\n", error->message);
	return false;
}
