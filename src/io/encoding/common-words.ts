/**
 * Words by which a guess knows that it reads a language, and not the bytes of another encoding: common ones, of two letters at least,
 * and only such as hold letters beyond ASCII, as all encodings read the others alike.
 */
const languages = {
  arabic: `في من على إلى الى أن ان إن التي الذي هذا هذه ذلك عن مع ما لا لم لن قد كان كانت بين بعد قبل كل أو او ثم حيث كما حتى غير عند
    خلال منذ أي أنه أكثر وقال قال وفي ومن وكان ولا أيضا أيضاً اليوم عام يوم هو هي تم به له بن عبد الله`,
  persian: 'در از که را است براي اين با تا بر شد شود کرد بود هم يک',
  russian:
    'на не что по как это из за от он но для его все так же был было она они или мы после при уже ее её который также',
  ukrainian: 'що на до як це від та про за із його під після які також',
  bulgarian: 'на да се за от че по не ще във към като след това',
  serbian: 'је да на су се за од који што као није',
  french:
    'à été après où même être déjà très français à là était façon années également première président d’un qu’il c’est n’est',
  german:
    'für über können wäre würde während könnte müssen müsse früher größte später zurück hätte gegenüber natürlich möglich schön',
  spanish:
    'más también según está años así qué sólo además país después través cómo él día están día será sería presidente número',
  portuguese: 'não são também já até à é está após às só além há você será país então',
  italian: 'è più perché così può anche già però c’è sarà città dell’anno un’altra',
  nordic:
    'är på för från så även får når også være å være på må når är år år både över efter då än där ifrån människor går',
  finnish: 'että myös hän tämä mitä pään sekä jälkeen päivä vielä kään näin tällä tätä eivät hänen',
  icelandic: 'að það þá í á við sem þessi með því þar þeir',
  english:
    'it’s don’t that’s i’m can’t didn’t doesn’t there’s he’s i’ve we’re you’re isn’t they’re won’t couldn’t wasn’t what’s let’s',
  polish: 'się że są być już także może tę które który będzie jeśli więc też gdyż lecz dość również został mógł',
  czech: 'že se což více když už při před může být které který jsou české řekl např však ještě až či má také',
  hungarian: `és hogy nem már még azt több után között így való szerint között mert is volt első előtt idő időben később erről arról
    ebből jövő ők nő belül től`,
  croatian: 'što više već još može također će biti koji rekao prošle međutim riječ sljedeće naše će',
  romanian: 'şi să că în după până către această său însă două',
  turkish: `için çok olduğu olduğunu göre değil büyük kadar çünkü ilk önce şekilde şu başkanı özel yüzde üç açıklama diğer doğru karşı
    tarafından arasında yılında altında sonrası kadın adı yapılan alınan dışında sayısı iş şey başkan başladı aldı sağlık aynı artık bazı
    her türlü yeni nasıl olması olan var daha gün`,
}

export const commonWords: ReadonlySet<string> = new Set(
  Object.values(languages).flatMap((words) =>
    words.split(/\s+/).filter((word) => word.length > 1 && /[^\0-\x7f]/.test(word)),
  ),
)

/** An Arabic word with its article, and with a word of one letter before it: every fourth or fifth is. */
export const withArticle = /^[وبفك]?ال\p{L}{3}/u
