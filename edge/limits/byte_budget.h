#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

namespace lossy::edge {

// Bounds, in bytes, of the memory that the edge holds for its clients. It counts incomplete
// requests and messages, requests without an answer, and messages that clients have not read.
struct ByteLimits {
  std::size_t thread = 256 << 20;  // For all clients of one thread.
  std::size_t user = 128 << 20;    // For all clients of one user, on all threads of this edge.
};

// The bytes held for all clients of one user. Thread-safe.
struct UserBytes {
  std::atomic<std::int64_t> held{0};
};

class ByteAccount;

// Counts the memory held for all clients of one thread, and closes the largest clients when a limit
// is exceeded. Belongs to one thread. At the end of the process other threads may destroy its
// accounts.
class ByteBudget {
 public:
  explicit ByteBudget(const ByteLimits& limits) : limits_(limits) {}

  // Returns true if a limit was exceeded since the last call of Enforce. The owner must then call
  // Enforce soon, but not from within a call of a client.
  bool over() const { return over_; }
  // Closes the clients that hold the most bytes, until an eighth of the exceeded limit is free. For
  // the thread's limit it closes any client of this thread. For a user's limit it closes clients of
  // that user on this thread.
  void Enforce();

  // Returns the bytes held for all clients. The error is less than 4 KiB for each client.
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
  std::vector<ByteAccount*> holders_;                   // The accounts with reported bytes.
  std::vector<std::shared_ptr<UserBytes>> users_over_;  // Users over the limit since Enforce.
};

// Counts the memory held for one client. Belongs to the budget's thread.
class ByteAccount final : public std::enable_shared_from_this<ByteAccount> {
 public:
  // The client's transport.
  class Owner {
   public:
    virtual ~Owner() = default;
    // The client holds the most bytes of all. The transport must free the memory that it can free
    // at once, and must close.
    virtual void OnOverBudget() = 0;
  };

  // `owner` must outlive the account, or must call Detach before its end. `user` counts the bytes
  // of all the user's clients; nullptr: they are not counted.
  ByteAccount(std::shared_ptr<ByteBudget> budget, Owner& owner, std::shared_ptr<UserBytes> user);
  ~ByteAccount();
  ByteAccount(const ByteAccount&) = delete;
  ByteAccount& operator=(const ByteAccount&) = delete;

  // Forgets the owner. Bytes that are still held count until they are returned.
  void Detach() { owner_ = nullptr; }

  // Counts `bytes` more. A negative number returns bytes.
  void Add(std::int64_t bytes) {
    bytes_ += bytes;
    const std::int64_t change = bytes_ - reported_;
    if (change >= kStep || change <= -kStep || (bytes_ == 0 && change != 0)) Report();
  }
  std::int64_t bytes() const { return bytes_; }

 private:
  friend class ByteBudget;

  // Smaller changes, in bytes, are not reported to the budget. Most clients never report any.
  static constexpr std::int64_t kStep = 4096;

  void Report();

  const std::shared_ptr<ByteBudget> budget_;
  const std::shared_ptr<UserBytes> user_;
  Owner* owner_;
  std::int64_t bytes_ = 0;
  std::int64_t reported_ = 0;
  std::size_t index_ = 0;  // The position in ByteBudget::holders_ while reported_ is not 0.
  bool closed_ = false;    // True once OnOverBudget was called.
};

// Holds some bytes of an account; its destructor returns them. Belongs to the account's thread.
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
  // Sets the account. Must be called once, before Set.
  void Bind(ByteAccount& account) { account_ = account.shared_from_this(); }
  // Returns nullptr if no account is bound.
  ByteAccount* account() const { return account_.get(); }
  // Returns true if the account holds no bytes, and nothing but this object refers to it.
  bool unused() const { return bound() && account_->bytes() == 0 && account_.use_count() == 1; }
  // Returns the bytes, detaches the account from its owner, and releases it.
  void Close() {
    if (!bound()) return;
    account_->Detach();
    *this = HeldBytes();
  }

  // Changes the number of held bytes. An account must be bound.
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
