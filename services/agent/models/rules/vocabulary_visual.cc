#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_VISUAL;

constexpr Entry kEntries[] = {
    {kTopic, 5, "=(a two shot|the two shot)"},
    {kTopic, 5,
     "(out of focus|in focus|depth of field|camera angle|wide angle|wide shot|close up|"
     "closeup|establishing shot|rule of thirds|head room|headroom|boom mic|light stand|"
     "camera shake|green screen|eye line|eyeline|blown out|over exposed|overexposed|"
     "underexposed|under exposed|rolling shutter|motion blur|punch in|push in|zoom in|"
     "zoom out|frame rate stutter|aspect|letterbox|letterboxed|black bars|handheld|"
     "hand held|dolly shot|tracking shot|slow motion|slow mo|mirror image|horizon|"
     "boom in the shot|boom in frame|in the frame|out of frame|top of her head|"
     "top of his head|top of their head|looking at the camera|at the camera|off center|"
     "off centre|rule of third|dutch angle|camera move|camera movement|camera work|"
     "wardrobe|in the reflection|mirrored|reflection in the|license plate|blur out|"
     "eye contact|looking off|looking away|looks off camera|spotlight|hot spot|hotspot|"
     "dust|dirt on the|spot on the lens|scratch on|crew member|cable in|cables|wires|"
     "power cord|coffee cup|messy desk|collar|shiny|shine|sweaty|squinting|red eye|"
     "empty space|negative space|symmetry|symmetrical|low light|night shot|backlight|"
     "backlighting|key light|fill light|rim light|natural light|fisheye|warped|jello|"
     "interlacing|banding|macro|over the shoulder|reverse shot|reverse angle|tilt up|"
     "tilt down|pan left|pan right|aerial|closer on|wider on|tighter on|see more of|"
     "see less of|can't see|see her face|see his face|see their faces|expression|"
     "stock footage|stock photo|stock image|stock shot|upside down|flipped|rotate|"
     "steadier|steady|unsteady|looks soft|center her|center him|centered in frame|"
     "sitting in the|standing in|too close to|too far away|zoomed|crop|prop|props|"
     "set design|set dressing|location|scenery|pose|body language|bouncing|sway|"
     "swaying|focus pull|focus hunts|hunting|autofocus|focal|lens dirty|lens|"
     "stabilization|wobble|static shot|dynamic angle|camera height|eye level|low angle|"
     "high angle|profile|teleprompter|reading off|picture of|bokeh)"},
    {kTopic, 5,
     "(walks through|walks past|walking through|walking past|walks by|walk by|walks into|"
     "walks in front|steps in front|photobomb|in the back of the shot|smear|smeared|"
     "chopped off|hair is cut|head is cut|feet are cut|go a bit looser|looser|"
     "too loose|so tight on|too tight on|tight frame|loose frame|wander around|"
     "wanders|drifts|stock clip|stock video|stock shots|stocky|clip looks fake|looks staged|"
     "in his glasses|in her glasses|in my glasses|in the glasses|rather see|"
     "show us the|show me the|"
     "let us see|let me see the|see the product|see the room|"
     "tell what it is|tell what this is|tell what that is|tell what app|tell where|"
     "what am i looking at|what we're looking at|what i'm looking at|looking at here|"
     "in front of the|stands in front|standing in front|blocks the view|"
     "lift her face|lift his face|light on her|light on his|light on him|"
     "in shadow|in the shade|squint|overhead shot|top shot|from above|from below|"
     "from behind|from the side|back of his head|back of her head|up his nose|"
     "double chin|pimple|stain|crumbs|lint|label on the bottle|brand on his|crane|"
     "steadicam|go pro|gopro|phone camera|webcam|vertical bars|"
     "turned away|back to us|back to the camera|facing the|facing away)"},
    {kTopic, 4,
     "(focus|blurry|blur|fuzzy|shaky|shake|stabilize|stabilise|stable|camera|"
     "lighting|light|lit|dark|darker|brighten|bright|brighter|exposure|expose|"
     "shadow|shadows|framing|reframe|composition|cropped|zoom|angle|pixelated|"
     "pixelate|grain|grainy|resolution|reflection|silhouette|backlit|dim|tilted|"
     "straighten|tripod|foreground|backdrop|flicker|flickering|strobe|moire|panning|"
     "pan|soft focus|noise reduction|low res|jittery|jerky|wobbly|smudge|overexposure|"
     "vignette|unflattering|flattering|glasses|make up|makeup|outfit|shirt|wrinkle|"
     "posture|slouching|blinking|gimbal|clutter|cluttered|perspective|"
     "distracting background|logo on his shirt|sharpness|artifacting|artifacts|stutter|"
     "ghosting|aliasing|image quality|picture quality|visually|visuals|visual|jitters|"
     "jitter|exit sign|sign in the|in the background|behind her|behind him|behind them|"
     "background behind|lamp|plant|bookshelf|window|mirror|curtains|desk|chair|"
     "crooked|sharp|unsharp|crisp|crispy|haze|hazy|fog|foggy|dirty lens|water spot|"
     "fingerprint|lighting setup|lit from|overhead light|harsh light|harsh shadow|"
     "harsh shadows|half his face|half her face|side of her face|side of his face|"
     "forehead|chin|ear|nose|teeth|smile|eyes|eye|eyebrow|mouth|arm|arms|shoulder|"
     "shoulders|feet|sitting|standing|posed|looks short|looks tall|looks huge|"
     "looks tiny|flattened|distorted lens|barrel distortion|stretched|squished|squashed|"
     "bad angle|better angle|different angle|another angle|tight on|close on|wide on|"
     "more of the product|more of the room|less of the ceiling|ceiling|floor|wall|"
     "empty wall|product shot|hero shot|beauty shot|insert of|glossy|glare|lens flare|"
     "flares|bars at the top|camera operator|cameraman|crew|boom pole|c stand|tracking|"
     "slider|orbit)"},
    {kTopic, 4.5,
     "(see the (whole|entire|full|rest)|see all of|see more|whole building|wrong picture|"
     "wrong photo|wrong image|picture quality|image quality|rough edges|edges are)"},
    {kTopic, 6,
     "((hand|hands|arm|head|hair|fingers|body) (covers|cover|covering|blocks|block|blocking|hides)|"
     "(his|her|their) eyes (keep|are|go|drift))"},
    {kTopic, 2.5, "(want to see|wanna see|like to see|love to see)"},
    {kTopic, 3.5, "(too far (right|left|up|down|to the)|in the middle|to the right|to the left)"},
    {kTopic, 3, "(drone shot|drone)"},
    {kTopic, 2.2, "(shot|shots|footage|frame|framed|photo|photos)"},
    {kTopic, 2,
     "(background|picture|image|view|face|head|wider|closer|wide|hand|hands|sky|"
     "sharpen|cut off|in the way|visible|obscured|centered|center|left side|"
     "right side|right hand side|left hand side|corner|room|contrast ratio|glow|rack)"},
    {kTopic, 1, "(look)"},
};

}  // namespace

absl::Span<const Entry> VisualEntries() { return kEntries; }

}  // namespace lossy::agent
