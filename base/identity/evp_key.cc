#include "base/identity/evp_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "base/identity/evp_error_mark.h"

namespace lossy::base {
namespace {

template <typename T, void (*kFree)(T*)>
struct Free {
  void operator()(T* object) const { kFree(object); }
};

using Bignum = std::unique_ptr<BIGNUM, Free<BIGNUM, BN_clear_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM, OSSL_PARAM_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;

// Collects the parameters from which OpenSSL makes a key. The member strings must outlive it.
class KeyParams {
 public:
  void Text(const char* name, const char* text) {
    ok_ &= OSSL_PARAM_BLD_push_utf8_string(builder_.get(), name, text, 0) == 1;
  }

  void Octets(const char* name, const std::string& bytes) {
    ok_ &= OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, bytes.data(), bytes.size()) == 1;
  }

  void Number(const char* name, const std::string& bytes) {
    numbers_.emplace_back(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                    static_cast<int>(bytes.size()), nullptr));
    ok_ &= OSSL_PARAM_BLD_push_BN(builder_.get(), name, numbers_.back().get()) == 1;
  }

  EvpKey Make(const char* type, bool is_private) const {
    const Params params(OSSL_PARAM_BLD_to_param(builder_.get()));
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    const int selection = is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    EVP_PKEY* key = nullptr;
    if (!ok_ || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1) {
      return nullptr;
    }
    EvpKey made(key);
    const Context check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return EVP_PKEY_public_check(check.get()) == 1 ? std::move(made) : nullptr;
  }

 private:
  Builder builder_{OSSL_PARAM_BLD_new()};
  std::vector<Bignum> numbers_;  // The builder keeps pointers to them.
  bool ok_ = true;
};

// Returns an empty string if there is no such member.
const std::string& Member(const KeyMembers& members, const char* name) {
  static const std::string* const kNone = new std::string;
  const auto found = members.find(name);
  return found == members.end() ? *kNone : found->second;
}

bool AllHave32Bytes(const KeyMembers& members) {
  for (const auto& [name, bytes] : members) {
    if (bytes.size() != 32) return false;
  }
  return true;
}

struct RsaMember {
  const char* jwk;
  const char* openssl;
};

constexpr RsaMember kRsaMembers[] = {
    {"n", OSSL_PKEY_PARAM_RSA_N},          {"e", OSSL_PKEY_PARAM_RSA_E},
    {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
    {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
    {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
};

// Smaller keys can be factored. With larger keys a verification takes milliseconds.
constexpr int kMinRsaBits = 2048;
constexpr std::size_t kMaxRsaBytes = 1024;

}  // namespace

EvpKey MakeRsaKey(const KeyMembers& members) {
  const ErrorMark mark;
  if (Member(members, "n").size() > kMaxRsaBytes) return nullptr;
  KeyParams params;
  for (const RsaMember& member : kRsaMembers) {
    if (members.count(member.jwk) > 0) params.Number(member.openssl, members.at(member.jwk));
  }
  EvpKey key = params.Make("RSA", members.count("d") > 0);
  if (key == nullptr || EVP_PKEY_get_bits(key.get()) < kMinRsaBits) return nullptr;
  return key;
}

EvpKey MakeP256Key(const KeyMembers& members) {
  const ErrorMark mark;
  if (!AllHave32Bytes(members)) return nullptr;
  constexpr char kUncompressed = 4;
  const std::string point = kUncompressed + Member(members, "x") + Member(members, "y");
  KeyParams params;
  params.Text(OSSL_PKEY_PARAM_GROUP_NAME, "P-256");
  params.Octets(OSSL_PKEY_PARAM_PUB_KEY, point);
  if (members.count("d") > 0) params.Number(OSSL_PKEY_PARAM_PRIV_KEY, members.at("d"));
  return params.Make("EC", members.count("d") > 0);
}

EvpKey MakeEd25519Key(const KeyMembers& members) {
  const ErrorMark mark;
  if (!AllHave32Bytes(members)) return nullptr;
  KeyParams params;
  params.Octets(OSSL_PKEY_PARAM_PUB_KEY, Member(members, "x"));
  if (members.count("d") > 0) params.Octets(OSSL_PKEY_PARAM_PRIV_KEY, members.at("d"));
  return params.Make("ED25519", members.count("d") > 0);
}

}  // namespace lossy::base
