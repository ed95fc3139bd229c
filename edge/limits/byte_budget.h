#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

namespace lossy::edge {

// Bounds of what clients make the edge hold: requests and messages that are not complete, requests
// that wait for an answer or for a service, and answers that the client does not read.
struct ByteLimits {
  std::size_t thread = 256 << 20;  // Of all clients of one thread.
  std::size_t user = 128 << 20;    // Of all clients of one user, on all threads of this edge.
};

// The bytes held for all clients of one user. Thread-safe.
struct UserBytes {
  std::atomic<std::int64_t> held{0};
};

class ByteAccount;

// The memory that all clients of one thread hold. Over a limit, Enforce closes those that hold
// most. Belongs to one thread, but for its accounts at the end of the process.
class ByteBudget {
 public:
  explicit ByteBudget(const ByteLimits& limits) : limits_(limits) {}

  // True if a limit was passed since Enforce. Enforce must be called soon, from outside of any
  // client's own calls.
  bool over() const { return over_; }
  // Closes the clients that hold most until an eighth of the limit is free: all clients of this
  // thread for its limit, those of the user on this thread for the user's.
  void Enforce();

  // In bytes; each client's is known to 4 KiB.
  std::int64_t held() const { return held_; }

 private:
  friend class ByteAccount;

  void Report(ByteAccount& account, std::int64_t delta);
  void Forget(ByteAccount& account);
  void CloseLargest(absl::FunctionRef<bool(const ByteAccount&)> counts,
                    absl::FunctionRef<bool()> enough);

  const ByteLimits limits_;
  std::int64_t held_ = 0;
  bool over_ = false;
  std::vector<ByteAccount*> holders_;  // Those with reported bytes.
  std::vector<std::shared_ptr<UserBytes>> users_over_;
};

// The memory that one client holds. Belongs to the budget's thread.
class ByteAccount final : public std::enable_shared_from_this<ByteAccount> {
 public:
  // The client's transport.
  class Owner {
   public:
    virtual ~Owner() = default;
    // The client holds the most of all. It must end, and give back what it can at once.
    virtual void OnOverBudget() = 0;
  };

  // `owner` must outlive it or call Detach. `user` may be nullptr.
  ByteAccount(std::shared_ptr<ByteBudget> budget, Owner& owner, std::shared_ptr<UserBytes> user);
  ~ByteAccount();
  ByteAccount(const ByteAccount&) = delete;
  ByteAccount& operator=(const ByteAccount&) = delete;

  // The owner ends; what is held still counts until it is given back.
  void Detach() { owner_ = nullptr; }

  void Add(std::int64_t bytes) {
    bytes_ += bytes;
    const std::int64_t news = bytes_ - reported_;
    if (news >= kStep || news <= -kStep || (bytes_ == 0 && news != 0)) Report();
  }
  std::int64_t bytes() const { return bytes_; }

 private:
  friend class ByteBudget;

  // Smaller changes are not reported: most clients never are.
  static constexpr std::int64_t kStep = 4096;

  void Report();

  const std::shared_ptr<ByteBudget> budget_;
  const std::shared_ptr<UserBytes> user_;
  Owner* owner_;
  std::int64_t bytes_ = 0;
  std::int64_t reported_ = 0;
  std::size_t index_ = 0;  // In the budget's list, while anything is reported.
  bool closed_ = false;    // OnOverBudget was called.
};

// Some bytes of an account, given back when this is destroyed.
class HeldBytes {
 public:
  HeldBytes() = default;
  ~HeldBytes() { Set(0); }
  HeldBytes(HeldBytes&& other) noexcept
      : account_(std::move(other.account_)), bytes_(std::exchange(other.bytes_, 0)) {}
  HeldBytes& operator=(HeldBytes&& other) noexcept {
    Set(0);
    account_ = std::move(other.account_);
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
  }

  bool bound() const { return account_ != nullptr; }
  // Once, before Set.
  void Bind(ByteAccount& account) { account_ = account.shared_from_this(); }
  // nullptr: not bound.
  ByteAccount* account() const { return account_.get(); }
  // Gives the bytes back and leaves the account, whose owner ends.
  void Close() {
    if (!bound()) return;
    account_->Detach();
    *this = HeldBytes();
  }

  void Set(std::size_t bytes) {
    if (bytes == bytes_) return;
    account_->Add(static_cast<std::int64_t>(bytes) - static_cast<std::int64_t>(bytes_));
    bytes_ = bytes;
  }
  std::size_t bytes() const { return bytes_; }

 private:
  std::shared_ptr<ByteAccount> account_;
  std::size_t bytes_ = 0;
};

}  // namespace lossy::edge
