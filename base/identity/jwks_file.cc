#include "base/identity/jwks_file.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/identity/key_file.h"
#include "base/text/path_list.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kReminderPause = absl::Minutes(1);

absl::Status At(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat(path, ": ", status.message())};
}

}  // namespace

JwksFile::Contents JwksFile::Read(const std::vector<std::string>& paths) {
  Contents contents;
  for (const std::string& path : paths) contents.push_back(ReadKeyFile(path));
  return contents;
}

absl::StatusOr<Jwks> JwksFile::Parse(const std::vector<std::string>& paths,
                                     const Contents& contents) {
  Jwks all;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!contents[i].ok()) return contents[i].status();
    absl::StatusOr<Jwks> keys = Jwks::Parse(*contents[i]);
    if (!keys.ok()) return At(paths[i], keys.status());
    if (absl::Status merged = all.Merge(*std::move(keys)); !merged.ok()) {
      return At(paths[i], merged);
    }
  }
  return all;
}

absl::StatusOr<std::shared_ptr<JwksFile>> JwksFile::Open(absl::string_view paths,
                                                         const Clock& clock, Options options) {
  std::vector<std::string> files = SplitPaths(paths);
  if (files.empty()) return absl::InvalidArgumentError("no JWKS file is named");
  Contents contents = Read(files);
  absl::StatusOr<Jwks> keys = Parse(files, contents);
  if (!keys.ok()) return keys.status();
  return std::shared_ptr<JwksFile>(new JwksFile(std::move(files), std::move(contents),
                                                *std::move(keys), clock, std::move(options)));
}

JwksFile::JwksFile(std::vector<std::string> paths, Contents contents, Jwks keys, const Clock& clock,
                   Options options)
    : paths_(std::move(paths)),
      clock_(clock),
      options_(std::move(options)),
      contents_(std::move(contents)),
      keys_(std::make_shared<const Jwks>(std::move(keys))),
      checked_at_(clock.Steady()) {}

std::shared_ptr<const Jwks> JwksFile::Get() {
  const absl::Time now = clock_.Steady();
  {
    std::lock_guard lock(mu_);
    if (now - checked_at_ < options_.check_interval) return keys_;
    checked_at_ = now;
  }
  Reload(now);
  std::lock_guard lock(mu_);
  return keys_;
}

void JwksFile::Reload(absl::Time now) {
  std::unique_lock reload(reload_mu_, std::try_to_lock);
  if (!reload.owns_lock()) return;
  Contents contents = Read(paths_);
  const bool reminds = broken_ && now - told_at_ >= kReminderPause;
  if (contents == contents_ && !reminds) return;
  contents_ = std::move(contents);
  absl::StatusOr<Jwks> fresh = Parse(paths_, contents_);
  const absl::Status status = fresh.status();
  if (status.ok()) {
    std::lock_guard lock(mu_);
    keys_ = std::make_shared<const Jwks>(*std::move(fresh));
  }
  broken_ = !status.ok();
  told_at_ = now;
  if (options_.on_reload) options_.on_reload(status);
}

}  // namespace lossy::base
