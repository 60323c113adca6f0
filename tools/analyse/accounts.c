/* SPDX-License-Identifier: MIT */
#include "accounts.h"

void accounts_init(struct accounts *accounts)
{
    *accounts = (struct accounts){.list = GROUPING_OF(struct account)};
}

void accounts_free(struct accounts *accounts)
{
    grouping_free(&accounts->list);
}

struct account *accounts_of(struct accounts *accounts, const char *name, uint32_t site, uint32_t kind)
{
    const struct account_key key = {name, site, kind};
    struct account *account = grouping_entry(&accounts->list, &key);
    if (account->number == 0) {
        account->number = (uint32_t)accounts->list.count;
    }
    return account;
}

/* What an account holds is what it held at the latest peak until it first changes after that. */
static void peak_keep(const struct accounts *accounts, struct account *account)
{
    if (account->peak != accounts->peak) {
        account->peak = accounts->peak;
        account->peak_objects = account->objects;
        account->peak_bytes = account->bytes;
    }
}

void account_add(const struct accounts *accounts, struct account *account, uint64_t bytes)
{
    peak_keep(accounts, account);
    account->objects++;
    account->bytes += bytes;
}

void account_take(const struct accounts *accounts, struct account *account, uint64_t bytes)
{
    peak_keep(accounts, account);
    account->objects--;
    account->bytes -= bytes;
}

void accounts_peak(struct accounts *accounts)
{
    accounts->peak++;
}

void accounts_finish(struct accounts *accounts)
{
    for (size_t i = 0; i < accounts->list.count; i++) {
        peak_keep(accounts, accounts->list.entries[i]);
    }
}
