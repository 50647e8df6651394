/** The articles that the tests of the review page judge: written by us. */
import type {Sample} from './sample.ts'

export const library: Sample = {
  id: 'library',
  site: 'city.example',
  title: 'افتتاح مكتبة عامة في وسط المدينة',
  marked: [
    'افتتحت البلدية أمس مكتبة عامة في وسط المدينة بعد عامين من العمل.',
    '⟦related: اقرأ أيضا: موعد مهرجان الكتاب⟧',
    'The reading rooms stay open until ten in the evening.',
    '⟪promo: تابعونا على صفحتنا⟫',
    'وتضم المكتبة أربعين ألف كتاب، وقاعة للأطفال تطل على الحديقة.',
    'شارك الخبر مع أصدقائك',
  ].join('\n'),
  detail: 'اقرأ أيضا',
  data: {language: 'ar'},
}

export const tram: Sample = {
  id: 'tram',
  site: 'herald.example',
  title: 'The tram reaches the harbour',
  marked: [
    'The first tram reached the harbour on Saturday, an hour late and full to the doors.',
    '⟦ui: Share this page⟧',
    'Mira Holt had waited for it since seven. “I sold my bicycle last week,” she said.',
    '⟦related: Read also: Ferry fares go up in May⟧',
    '⟦related: The night the bridge stayed open. Nobody knew why. The keeper had gone home.⟧',
    '⟪credit: By Joan Pell⟫',
  ].join('\n\n'),
  confidence: 0.72,
}

export const garden: Sample = {
  id: 'garden',
  site: 'city.example',
  title: 'Allotments by the canal',
  marked: 'The council lets forty plots by the canal.\n⟦ui: Print⟧\nThe list opens in March.',
  confidence: 0.93,
}

/** A page: its words are shown, its source is judged. */
const source = '<p>Fish &amp; chips are back.</p><ul><li>Most read</li><li>Rain</li></ul><img src="x">'
export const fish: Sample = {
  id: 'fish',
  site: 'herald.example',
  form: 'html',
  status: 'cleaned',
  marked: source,
  data: {
    shown: [
      {start: 3, end: 29, text: 'Fish & chips are back.', opens: true},
      {start: 41, end: 50, text: 'Most read', opens: true},
      {start: 59, end: 63, text: 'Rain', opens: true},
    ],
    marks: [
      {kind: 'removal', start: 33, end: 73, category: 'headlines', confidence: 0.9, evidence: []},
      {kind: 'suspect', start: 73, end: source.length, category: 'ui', confidence: 0.4, evidence: [], guard: 'never'},
    ],
  },
}

export const refused: Sample = {
  id: 'refused',
  site: 'city.example',
  status: 'refused',
  marked: 'A page whose words can’t be cut.',
  data: {reason: 'it would read otherwise'},
}

export const sourceless: Sample = {
  id: 'sourceless',
  site: 'herald.example',
  status: 'cleaned',
  marked: '',
  data: {
    marks: [
      {kind: 'removal', start: 9, end: 20, category: 'legal', confidence: 0.9, evidence: [], text: '© The Herald'},
    ],
  },
}
