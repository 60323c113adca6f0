/* SPDX-License-Identifier: MIT */
#include "accounts.h"

void accounts_init(struct accounts *accounts)
{
    *accounts = (struct accounts){.list = GROUPING_OF(struct account)};
    devices_init(&accounts->devices);
}

void accounts_free(struct accounts *accounts)
{
    grouping_free(&accounts->list);
}

struct account *accounts_of(struct accounts *accounts, const char *name, uint32_t site, uint32_t kind, uint32_t device)
{
    const struct account_key key = {name, site, kind, device, 0};
    struct account *account = grouping_entry(&accounts->list, &key);
    if (account->number == 0) {
        account->number = (uint32_t)accounts->list.count;
        account->device = &accounts->devices.list[device];
    }
    return account;
}

static void peak_keep(struct account_peak *peak, uint64_t number, const struct account *account)
{
    if (peak->number != number) {
        *peak = (struct account_peak){number, account->objects, account->bytes};
    }
}

/* What an account holds is what it held at the latest peak until it first changes after that. */
static void peaks_keep(const struct accounts *accounts, struct account *account)
{
    peak_keep(&account->peak, accounts->peak, account);
    peak_keep(&account->device_peak, accounts->devices.list[account->key.device].peak, account);
}

void account_add(struct accounts *accounts, struct account *account, uint64_t bytes)
{
    peaks_keep(accounts, account);
    account->objects++;
    account->bytes += bytes;
    devices_add(&accounts->devices, account->key.device, 1, bytes);
}

void account_take(struct accounts *accounts, struct account *account, uint64_t bytes)
{
    peaks_keep(accounts, account);
    account->objects--;
    account->bytes -= bytes;
    devices_add(&accounts->devices, account->key.device, 0 - UINT64_C(1), 0 - bytes);
}

void accounts_peak(struct accounts *accounts)
{
    accounts->peak++;
}

void accounts_finish(struct accounts *accounts)
{
    for (size_t i = 0; i < accounts->list.count; i++) {
        peaks_keep(accounts, accounts->list.entries[i]);
    }
}
