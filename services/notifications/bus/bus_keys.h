#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"

struct evp_mac_ctx_st;

namespace lossy::notifications {

// A secret that the replicas share, ready to authenticate messages by HMAC-SHA256. Thread-safe.
class BusKey {
 public:
  static constexpr std::size_t kIdBytes = 8;
  static constexpr std::size_t kMacBytes = 32;
  static constexpr std::size_t kLeastSecretBytes = 32;

  explicit BusKey(absl::string_view secret);

  // Derived from the secret, and tells nothing about it.
  const std::string& id() const { return id_; }

  // Of the parts one after the other. The caller makes sure that their lengths cannot be confused.
  std::string Mac(std::initializer_list<absl::string_view> parts) const;

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };

  const std::unique_ptr<evp_mac_ctx_st, Free> keyed_;  // Copied for each message, never changed.
  const std::string id_;
};

// The keys of one file: the first one authenticates what is sent, each of them what is received.
class BusKeys {
 public:
  // `json` is a JWKS (RFC 7517) whose keys are all of the type "oct" and have 32 bytes or more.
  // INVALID_ARGUMENT otherwise; messages do not contain the secrets.
  static absl::StatusOr<BusKeys> Parse(absl::string_view json);

  const BusKey& first() const { return *keys_.front(); }
  // Nullptr: there is none of this id.
  const BusKey* Find(absl::string_view id) const;

 private:
  std::vector<std::shared_ptr<const BusKey>> keys_;  // Never empty.
};

// The keys of a file that is read again when it changes. Thread-safe.
class BusKeyFile {
 public:
  // INVALID_ARGUMENT or another error when the file is missing or broken. `clock` must outlive it.
  static absl::StatusOr<std::shared_ptr<BusKeyFile>> Open(const std::string& path,
                                                          const base::Clock& clock);

  // Reads the file at most once a second. A file that is gone or broken leaves the old keys in use,
  // which is logged when it begins and once a minute.
  std::shared_ptr<const BusKeys> Get();

 private:
  BusKeyFile(std::string path, std::string contents, BusKeys keys, const base::Clock& clock);

  void ReloadLocked(absl::Time now) LOSSY_REQUIRES(mutex_);
  void ComplainLocked(const absl::Status& problem, bool is_new, absl::Time now)
      LOSSY_REQUIRES(mutex_);

  const std::string path_;
  const base::Clock& clock_;
  base::Mutex mutex_;
  absl::StatusOr<std::string> contents_ LOSSY_GUARDED_BY(mutex_);
  std::shared_ptr<const BusKeys> keys_ LOSSY_GUARDED_BY(mutex_);
  bool broken_ LOSSY_GUARDED_BY(mutex_) = false;
  absl::Time read_at_ LOSSY_GUARDED_BY(mutex_);
  absl::Time logged_at_ LOSSY_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace lossy::notifications
