#include "edge/limits/byte_budget.h"

#include <algorithm>

namespace lossy::edge {
namespace {

// Enforce frees 1/kFreedPart of a limit, so that the next byte closes no client.
constexpr std::int64_t kFreedPart = 8;

std::int64_t Target(std::size_t limit) {
  const auto bytes = static_cast<std::int64_t>(limit);
  return bytes - bytes / kFreedPart;
}

}  // namespace

void ByteBudget::Report(ByteAccount& account, std::int64_t delta) {
  if (account.reported_ == 0) {
    account.index_ = holders_.size();
    holders_.push_back(&account);
  } else if (account.bytes_ == 0) {
    Forget(account);
  }
  held_ += delta;
  if (held_ > static_cast<std::int64_t>(limits_.thread)) over_ = true;
  if (account.user_ == nullptr) return;
  const std::int64_t before = account.user_->held.fetch_add(delta, std::memory_order_relaxed);
  if (delta > 0 && before + delta > static_cast<std::int64_t>(limits_.user)) {
    users_over_.push_back(account.user_);
    over_ = true;
  }
}

void ByteBudget::Forget(ByteAccount& account) {
  holders_[account.index_] = holders_.back();
  holders_[account.index_]->index_ = account.index_;
  holders_.pop_back();
}

void ByteBudget::Enforce() {
  over_ = false;
  for (const std::shared_ptr<UserBytes>& user : std::exchange(users_over_, {})) {
    const auto fits = [&](std::size_t limit) {
      return user->held.load(std::memory_order_relaxed) <= static_cast<std::int64_t>(limit);
    };
    if (fits(limits_.user)) continue;
    CloseLargest([&](const ByteAccount& account) { return account.user_ == user; },
                 [&] { return fits(static_cast<std::size_t>(Target(limits_.user))); });
  }
  if (held_ <= static_cast<std::int64_t>(limits_.thread)) return;
  CloseLargest([](const ByteAccount&) { return true; },
               [&] { return held_ <= Target(limits_.thread); });
}

void ByteBudget::CloseLargest(absl::FunctionRef<bool(const ByteAccount&)> counts,
                              absl::FunctionRef<bool()> enough) {
  std::vector<std::shared_ptr<ByteAccount>> largest;
  for (ByteAccount* account : holders_) {
    if (account->owner_ == nullptr || account->closed_ || !counts(*account)) continue;
    largest.push_back(account->shared_from_this());
  }
  std::sort(largest.begin(), largest.end(),
            [](const auto& a, const auto& b) { return a->bytes_ > b->bytes_; });
  for (const std::shared_ptr<ByteAccount>& account : largest) {
    if (enough()) return;
    if (account->owner_ == nullptr) continue;
    account->closed_ = true;
    account->owner_->OnOverBudget();
  }
}

ByteAccount::ByteAccount(std::shared_ptr<ByteBudget> budget, Owner& owner,
                         std::shared_ptr<UserBytes> user)
    : budget_(std::move(budget)), user_(std::move(user)), owner_(&owner) {}

ByteAccount::~ByteAccount() {
  bytes_ = 0;
  if (reported_ != 0) Report();
}

void ByteAccount::Report() {
  const std::int64_t delta = bytes_ - reported_;
  budget_->Report(*this, delta);
  reported_ = bytes_;
}

}  // namespace lossy::edge
