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

  // `secret` has at least kLeastSecretBytes bytes.
  explicit BusKey(absl::string_view secret);

  // The id of the key, kIdBytes bytes. A one-way function derives it from the secret.
  const std::string& id() const { return id_; }

  // Returns the HMAC of the concatenated parts. The caller must make their lengths unambiguous.
  std::string Mac(std::initializer_list<absl::string_view> parts) const;

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };

  const std::unique_ptr<evp_mac_ctx_st, Free> keyed_;  // Copied for each message, never changed.
  const std::string id_;
};

// The keys of one key file. A replica signs with the first key and accepts messages signed with any
// key, so that an operator can replace a key without a pause. Immutable.
class BusKeys {
 public:
  // `json` is a JWKS (RFC 7517) whose keys are all of the type "oct" and have 32 bytes or more.
  // INVALID_ARGUMENT otherwise. Error texts contain no secrets.
  static absl::StatusOr<BusKeys> Parse(absl::string_view json);

  const BusKey& first() const { return *keys_.front(); }
  // Returns nullptr if no key has this id.
  const BusKey* Find(absl::string_view id) const;

 private:
  std::vector<std::shared_ptr<const BusKey>> keys_;  // Never empty.
};

// The keys of a key file, which the object reads again when it changes. Thread-safe.
class BusKeyFile {
 public:
  // Fails if the file is missing or invalid. `clock` must outlive the object.
  static absl::StatusOr<std::shared_ptr<BusKeyFile>> Open(const std::string& path,
                                                          const base::Clock& clock);

  // Returns the keys, and reads the file at most once a second. While the file is missing or
  // invalid, the old keys stay in use; that is logged at once and then every minute.
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
